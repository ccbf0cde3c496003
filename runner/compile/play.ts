import { type Dict, TemplateText, type Value } from "../../core/values.ts";
import { originOf, originOfItem, originOfKey } from "../../core/yaml/index.ts";
import { homeOfPlaybook } from "../load/collection-playbooks.ts";
import { passwordSchemes } from "../template/index.ts";
import { checkTemplates } from "./check-templates.ts";
import { type CompileContext, requireDict, requireList, type TaskPlace } from "./context.ts";
import { syntaxFault } from "./fault.ts";
import { checkKeywords, PLAY_KEYWORDS, refuseDebugger } from "./keywords.ts";
import type { Level } from "./level.ts";
import type { Node, Play, Role, Task, VarsPrompt } from "./model.ts";
import { compileHandlers, compileNodes } from "./nodes.ts";
import { loadRole } from "./role.ts";
import { readRoleEntry } from "./role-entry.ts";
import { asList, inheritSettings, inheritTags } from "./settings.ts";
import { staticName } from "./static-names.ts";
import { checkVariableNames } from "./variable-names.ts";
import { checkStrategy } from "./strategies.ts";
import { staticVarsFiles } from "./vars-files.ts";

/** What `import_playbook` hands down to the plays it brings in. */
export interface ImportedFrom {
  readonly vars: Dict;
  readonly when: readonly Value[];
  readonly tags: readonly Value[];
  /** The playbooks whose imports led here, the first one first. */
  readonly chain: readonly string[];
}

const SECTIONS: ReadonlySet<string> = new Set(["tasks", "pre_tasks", "post_tasks", "handlers", "roles"]);

/** A play with its roles and imports loaded. @throws HintedError as compileTask, and for roles FILE_NOT_FOUND */
export function compilePlay(given: Dict, from: ImportedFrom, context: CompileContext): Play {
  const origin = originOf(given);
  checkPlayKeywords(given);
  checkStrategy(given);
  checkTemplates(context.templar, given, SECTIONS);
  const hosts = given.get("hosts");
  requireHosts(hosts, given);
  const vars: Dict = new Map([...playVars(given), ...from.vars]);
  const varsFiles = asList(given.get("vars_files"));
  const level = playLevel(given, from);
  const foundRoles: Role[] = [];
  const place: TaskPlace = {
    file: origin?.file ?? "",
    level,
    role: undefined,
    handlers: false,
    collections: collectionsOf(given, context.playDir),
    playVars: [vars, ...staticVarsFiles(varsFiles, vars, context)],
    foundRoles,
  };
  const roles = playRoles(given, place, context);
  const sections = compileSections(given, place, context);
  return {
    kind: "play",
    origin,
    name: given.get("name") ?? undefined,
    hosts: hosts ?? null,
    keywords: level.keywords,
    playDir: context.playDir,
    vars,
    varsFiles,
    varsPrompt: varsPrompts(given),
    gatherFacts: given.get("gather_facts") ?? undefined,
    importConditions: from.when,
    tags: inheritTags(new Map(), level),
    roles: [...roles, ...foundRoles],
    roleTasks: roles.flatMap((role) => role.tasks),
    ...sections,
    handlers: [
      ...roles.flatMap((role) => role.handlers),
      ...sections.handlers,
      ...foundRoles.flatMap((role) => role.handlers),
    ],
    collections: place.collections,
    settings: inheritSettings(new Map(), level),
    level,
  };
}

function checkPlayKeywords(given: Dict): void {
  checkKeywords(given, { what: "play", allowed: PLAY_KEYWORDS });
  refuseDebugger(given);
  if (given.has("user") && given.has("remote_user")) {
    throw syntaxFault(
      "'user' and 'remote_user' are the same keyword",
      "Keep 'remote_user'",
      originOfKey(given, "user"),
    );
  }
}

function playLevel(given: Dict, from: ImportedFrom): Level {
  const keywords: Dict = new Map(given);
  for (const section of SECTIONS) keywords.delete(section);
  if (keywords.has("user")) keywords.set("remote_user", keywords.get("user") ?? null);
  if (from.tags.length > 0) keywords.set("tags", [...asList(given.get("tags")), ...from.tags]);
  if (from.when.length > 0) keywords.set("when", [...from.when]);
  return { kind: "play", keywords, vars: new Map(), parent: undefined };
}

function playRoles(given: Dict, place: TaskPlace, context: CompileContext): readonly Role[] {
  return requireList(given.get("roles"), "Roles", originOfKey(given, "roles")).map((item, index, all) => {
    const entry = readRoleEntry(item, originOfItem(all, index));
    checkTemplates(context.templar, entry.keywords);
    const vars = [entry.entryVars, entry.params];
    const name = staticName({ value: entry.name, what: "role", origin: entry.origin, vars }, place, context);
    return loadRole(
      {
        ...entry,
        name,
        fromFiles: {},
        level: place.level,
        chain: [],
        fromInclude: false,
        isPublic: context.settings.privateRoleVars !== true,
        allowDuplicates: undefined,
        validate: true,
      },
      place,
      context,
    );
  });
}

/** The play's own, and the one whose playbook this is. */
function collectionsOf(given: Dict, playDir: string): readonly string[] {
  const named = asList(given.get("collections")).filter((name) => typeof name === "string");
  const home = homeOfPlaybook(playDir)?.name;
  return home === undefined || named.includes(home) ? named : [...named, home];
}

interface Sections {
  readonly preTasks: readonly Node[];
  readonly tasks: readonly Node[];
  readonly postTasks: readonly Node[];
  readonly handlers: readonly Task[];
}

function compileSections(given: Dict, place: TaskPlace, context: CompileContext): Sections {
  for (const name of ["handlers", "pre_tasks", "tasks", "post_tasks"]) {
    requireList(given.get(name), `'${name}'`, originOfKey(given, name));
  }
  return {
    handlers: compileHandlers(given.get("handlers"), place, context),
    preTasks: compileNodes(given.get("pre_tasks"), place, context),
    tasks: compileNodes(given.get("tasks"), place, context),
    postTasks: compileNodes(given.get("post_tasks"), place, context),
  };
}

function playVars(given: Dict): Dict {
  const vars = writtenVars(given);
  checkVariableNames(vars);
  return vars;
}

function writtenVars(given: Dict): Dict {
  const vars = given.get("vars");
  if (vars === undefined || vars === null) return new Map();
  if (Array.isArray(vars))
    return new Map(vars.flatMap((item) => [...requireDict(item, "An entry of 'vars'", originOf(vars))]));
  return requireDict(vars, "'vars'", originOfKey(given, "vars"));
}

function requireHosts(hosts: Value | undefined, given: Dict): void {
  const origin = originOfKey(given, "hosts") ?? originOf(given);
  if (hosts === undefined)
    throw syntaxFault("Play without 'hosts'", "Add 'hosts: PATTERN', such as 'hosts: all'", origin);
  const items = asList(hosts);
  const isText = (item: Value): boolean => typeof item === "string" || item instanceof TemplateText;
  if (items.length === 0 || hosts === "" || !items.every(isText)) {
    throw syntaxFault("'hosts' names no hosts", "Write a pattern or a list of patterns, such as 'hosts: all'", origin);
  }
}

const PROMPT_KEYS = ["name", "prompt", "default", "private", "confirm", "encrypt", "salt_size", "salt", "unsafe"];

function varsPrompts(given: Dict): readonly VarsPrompt[] {
  const origin = originOfKey(given, "vars_prompt");
  return requireList(given.get("vars_prompt"), "'vars_prompt'", origin).map((item, index, all) => {
    const prompt = requireDict(item, "A prompt", originOfItem(all, index) ?? origin);
    checkKeywords(prompt, { what: "vars_prompt entry", allowed: new Set(PROMPT_KEYS) });
    const name = prompt.get("name");
    if (typeof name !== "string")
      throw syntaxFault("A prompt has no 'name'", "Add the variable's name", originOf(prompt));
    const encrypt = prompt.get("encrypt");
    if (typeof encrypt === "string" && !passwordSchemes.includes(encrypt)) {
      throw syntaxFault(
        `'encrypt: ${encrypt}' is not a scheme that passwords can be hashed with here`,
        `Use one of ${passwordSchemes.join(", ")}`,
        originOfKey(prompt, "encrypt"),
      );
    }
    return {
      name,
      prompt: prompt.get("prompt"),
      default: prompt.get("default"),
      private: prompt.get("private"),
      confirm: prompt.get("confirm"),
      encrypt,
      salt: prompt.get("salt"),
      saltSize: prompt.get("salt_size"),
      unsafe: prompt.get("unsafe"),
    };
  });
}
