import { dirname, join } from "node:path";
import { HintedError, type Origin } from "../../core/errors.ts";
import { nearest } from "../../core/nearest.ts";
import { type Dict, isDict, TemplateText, type Value } from "../../core/values.ts";
import { originOf, originOfKey } from "../../core/yaml/index.ts";
import { isDirectory } from "../load/source-files.ts";
import { type CompileContext, nextTaskId, type TaskPlace } from "./context.ts";
import { syntaxFault } from "./fault.ts";
import { checkKeywords, HANDLER_KEYWORDS, INCLUDE_KEYWORDS, refuseDebugger, TASK_KEYWORDS } from "./keywords.ts";
import type { Level } from "./level.ts";
import { compileLoop } from "./loop.ts";
import type { Role, Task } from "./model.ts";
import type { ResolvedAction } from "./resolve-action.ts";
import { asList, inheritSettings, inheritTags } from "./settings.ts";
import { valueText } from "./value-key.ts";
import { checkVariableNames, isVariableName } from "./variable-names.ts";
import { type ActionCall, callOfAction, callOfModule } from "./task-args.ts";

/**
 * One task of a file. Static imports are still unexpanded (their `resolved.kind` says so).
 * @throws HintedError PLAYBOOK_SYNTAX, PLAYBOOK_UNKNOWN_KEYWORD, PLAYBOOK_UNKNOWN_MODULE, PLAYBOOK_UNSUPPORTED, TEMPLATE_*
 */
export function compileTask(given: Dict, place: TaskPlace, context: CompileContext): Task {
  const origin = originOf(given);
  const call = findAction(given, place, context);
  const resolved = resolveCall(call, place, { context, origin: actionOrigin(given, call) ?? origin });
  const keywords = keywordsOf(given, call);
  checkKeywords(given, {
    what: whatIs(resolved, place),
    allowed: allowedKeywords(resolved, place),
    ignore: (key) => key === call.name || key.startsWith("with_"),
    isLenient: place.rescued === true || given.get("ignore_errors") === true,
  });
  refuseDebugger(given);
  const own = call.local ? new Map([...keywords, ["delegate_to", "localhost"] as const]) : keywords;
  return {
    kind: "task",
    id: nextTaskId(),
    origin,
    file: place.file,
    name: given.get("name") ?? undefined,
    action: call.name,
    resolved,
    args: call.args,
    loop: compileLoop(given, call, context),
    register: registerOf(given),
    ...outcomeKeywords(given),
    async: given.get("async") ?? undefined,
    poll: given.get("poll") ?? undefined,
    listen: asList(given.get("listen")).map(String),
    settings: inheritSettings(own, place.level),
    tags: inheritTags(own, place.level),
    vars: [...levelVars(place.level), ...ownVars(given)],
    ownVars: ownVars(given)[0] ?? new Map(),
    includeParams: levelParams(place.level),
    role: place.role,
    searchPath: searchPathOf(place, context),
    level: place.level,
    implicit: false,
  };
}

/** A task the runner itself puts between others: a meta action that is never reported. */
export function implicitMeta(action: string, level: Level, role?: Role): Task {
  return {
    kind: "task",
    id: nextTaskId(),
    origin: undefined,
    file: "",
    name: undefined,
    action: "meta",
    resolved: { kind: "meta", name: "meta" },
    args: { named: new Map(), raw: action, dynamic: undefined },
    loop: undefined,
    register: undefined,
    ...outcomeKeywords(new Map()),
    async: undefined,
    poll: undefined,
    listen: [],
    settings: inheritSettings(new Map(), { ...level, keywords: new Map(), parent: undefined }),
    tags: ["always"],
    vars: [],
    ownVars: new Map(),
    includeParams: [],
    role,
    searchPath: [],
    level,
    implicit: true,
  };
}

/** `vars` of the blocks and includes of a chain of levels, outermost first. Play and role have their own places. */
export function levelVars(level: Level | undefined): readonly Dict[] {
  if (!level) return [];
  const own = level.kind === "play" || level.kind === "role" || level.vars.size === 0 ? [] : [level.vars];
  return [...levelVars(level.parent), ...own];
}

/** Variables of the dynamic includes of a chain of levels, outermost first. */
function levelParams(level: Level | undefined): readonly Dict[] {
  if (!level) return [];
  return [
    ...levelParams(level.parent),
    ...(level.kind === "include" ? [level.vars] : []),
    ...(level.params ? [level.params] : []),
  ];
}

function ownVars(given: Dict): readonly Dict[] {
  const vars = given.get("vars");
  if (vars === undefined || vars === null) return [];
  if (isDict(vars)) {
    checkVariableNames(vars);
    return [vars];
  }
  throw syntaxFault("'vars' is not a mapping", "Write 'name: value' lines below 'vars:'", originOfKey(given, "vars"));
}

function findAction(given: Dict, place: TaskPlace, context: CompileContext): ActionCall {
  const candidates = [...given.keys()].filter((key) => typeof key === "string" && !isKeyword(key, place));
  const form = given.has("action") ? "action" : given.has("local_action") ? "local_action" : undefined;
  const known = candidates.filter((key) => typeof key === "string" && isAction(key, place, context));
  if (form !== undefined && known.length === 0) return callOfAction(given, form);
  const [name, second] = known;
  if (typeof name === "string" && (second !== undefined || form !== undefined)) {
    throw syntaxFault(
      `Two actions in one task: '${name}' and '${valueText(second ?? form ?? "")}'`,
      "Make two tasks of them",
      originOfKey(given, second ?? form ?? name),
    );
  }
  if (typeof name === "string") return callOfModule(given, name);
  const [unknown] = candidates;
  if (typeof unknown !== "string") {
    throw syntaxFault("Task without an action", "Add a module, such as 'debug:', with its options", originOf(given));
  }
  if (candidates.length > 1 || nearKeyword(unknown)) checkKeywords(given, { what: "task", allowed: TASK_KEYWORDS });
  // Whatever its arguments look like, that there is no such module comes first.
  context.resolver.resolve(unknown, actionPlace(place, originOfKey(given, unknown)));
  return callOfModule(given, unknown);
}

/** Whether an unknown key looks more like a mistyped keyword than like a module. */
function nearKeyword(name: string): boolean {
  return !name.includes(".") && nearest(name, TASK_KEYWORDS) !== undefined;
}

function isKeyword(key: string, place: TaskPlace): boolean {
  return (place.handlers ? HANDLER_KEYWORDS : TASK_KEYWORDS).has(key) || key.startsWith("with_");
}

function isAction(name: string, place: TaskPlace, context: CompileContext): boolean {
  try {
    return context.resolver.find(name, actionPlace(place, undefined)) !== undefined;
  } catch (error) {
    // A Python module is an action all the same; resolving it says why it can not run.
    if (error instanceof HintedError) return true;
    throw error;
  }
}

function resolveCall(
  call: ActionCall,
  place: TaskPlace,
  { context, origin }: { context: CompileContext; origin: Origin | undefined },
): ResolvedAction | undefined {
  if (call.name instanceof TemplateText) return undefined;
  return context.resolver.resolve(call.name, actionPlace(place, origin));
}

/** Where the modules of a task are looked for beside the usual places. */
export function actionPlace(place: TaskPlace, origin: Origin | undefined) {
  const library = place.role && join(place.role.path, "library");
  return {
    libraries: library !== undefined && isDirectory(library) ? [library] : [],
    collections: place.collections,
    origin,
  };
}

function actionOrigin(given: Dict, call: ActionCall): Origin | undefined {
  return typeof call.name === "string" ? originOfKey(given, call.name) : undefined;
}

function keywordsOf(given: Dict, call: ActionCall): Dict {
  const keywords = new Map(given);
  if (call.name !== undefined) keywords.delete(call.name);
  for (const key of keywords.keys()) if (typeof key === "string" && key.startsWith("with_")) keywords.delete(key);
  return keywords;
}

function allowedKeywords(resolved: ResolvedAction | undefined, place: TaskPlace): ReadonlySet<string> {
  if (resolved?.kind === "include_tasks" || resolved?.kind === "include_role") return INCLUDE_KEYWORDS;
  return place.handlers ? HANDLER_KEYWORDS : TASK_KEYWORDS;
}

function whatIs(resolved: ResolvedAction | undefined, place: TaskPlace): string {
  if (resolved?.kind === "include_tasks" || resolved?.kind === "include_role") return `task with ${resolved.kind}`;
  return place.handlers ? "handler" : "task";
}

function outcomeKeywords(given: Dict) {
  return {
    until: asList(given.get("until")),
    retries: given.get("retries") ?? undefined,
    delay: given.get("delay") ?? undefined,
    changedWhen: asList(given.get("changed_when")),
    failedWhen: asList(given.get("failed_when")),
  };
}

function registerOf(given: Dict): string | undefined {
  const name: Value | undefined = given.get("register");
  if (name === undefined || name === null) return undefined;
  if (isVariableName(name)) return name;
  throw syntaxFault(
    "'register' is not a variable's name",
    "Use letters, digits and underscores, starting with a letter",
    originOfKey(given, "register"),
  );
}

/** Directories for relative files: the roles the task is in, innermost first, its own file's, the playbook's. */
function searchPathOf(place: TaskPlace, context: CompileContext): readonly string[] {
  const roles = place.role ? [place.role, ...place.role.chain.toReversed()].map((role) => role.path) : [];
  return [...new Set([...roles, dirname(place.file), context.playDir])];
}
