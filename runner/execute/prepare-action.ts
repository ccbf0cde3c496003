import { HintedError } from "../../core/errors.ts";
import { type Dict, isDict, TemplateText, toJson, type Value } from "../../core/values.ts";
import { isWholeTemplate } from "../compile/task-args.ts";
import type { ResolvedAction } from "../compile/resolve-action.ts";
import { isOmit } from "../template/index.ts";
import type { Action, ActionCall } from "./actions/action.ts";
import { builtin } from "./actions/index.ts";
import type { AttemptJob } from "./attempt-job.ts";
import { connectionSpec } from "./connection-spec.ts";
import type { DetachedCommand } from "./background/detached-command.ts";
import type { Delegation } from "./delegation.ts";
import type { KeywordValues } from "./keyword-values.ts";
import { defaultArgs } from "./module-defaults.ts";
import { foreignAction } from "./modules/foreign.ts";
import { ownAction } from "./modules/own-action.ts";
import { factsOf, type Result } from "./result.ts";

/** A task's action with everything evaluated; it may be run several times. */
export interface PreparedAction {
  readonly name: string;
  readonly call: ActionCall;
  run(signal: AbortSignal): Result | Promise<Result>;
  /** As {@link Action.detach}; undefined for an action that only this process can run. */
  readonly detach: (() => Promise<DetachedCommand | Result>) | undefined;
  /** Variables of the result's facts that `until` and `changed_when` see. */
  factsSeen(result: Result): readonly (readonly [Value, Value])[];
}

/** Actions whose facts become variables as they are. */
export const SETS_VARIABLES: ReadonlySet<string> = new Set(["set_fact", "include_vars"]);

/** Evaluates a task's name, arguments and keywords for one attempt. @throws HintedError TEMPLATE_*, OPTION_*, PLAYBOOK_UNKNOWN_MODULE */
export function prepareAction(job: AttemptJob, keywords: KeywordValues, to: Delegation | undefined): PreparedAction {
  const resolved = resolvedAction(job, keywords);
  const action = loadAction(resolved, job);
  const { detach } = action;
  const call = makeCall({ job, keywords, to }, resolved, action);
  return {
    name: resolved.name,
    call,
    run: (signal) => action.run({ ...call, signal }),
    detach: detach && (() => detach(call)),
    factsSeen(result) {
      const facts = factsOf(result);
      if (!facts) return [];
      if (SETS_VARIABLES.has(resolved.name)) return [...facts];
      const before = job.scope.get("ansible_facts");
      const bare = [...facts].map(([key, value]) => [bareName(key), value] as const);
      return [["ansible_facts", new Map([...(isDict(before) ? before : []), ...bare])], ...facts];
    },
  };
}

/** What a task with a template for its action's name comes to. */
function resolvedAction({ task, run }: AttemptJob, keywords: KeywordValues): ResolvedAction {
  if (task.resolved) return task.resolved;
  const name = keywords.text("action", task.action) ?? "";
  const place = { libraries: [], collections: run.play.collections, origin: task.origin };
  return run.context.resolver.resolve(name, place);
}

function loadAction(resolved: ResolvedAction, job: AttemptJob): Action {
  switch (resolved.kind) {
    case "builtin":
      return builtin(resolved.name);
    case "own":
      return ownAction(resolved.name, job.run.state);
    case "foreign":
      return foreignAction(resolved);
    case "include_tasks":
    case "include_role":
    case "import_tasks":
    case "import_role":
    case "meta":
      throw new HintedError("PLAYBOOK_UNSUPPORTED", `'${resolved.name}' can not be the value of a template`, {
        hint: `Write '${resolved.name}:' as the task's own key`,
      });
  }
}

interface CallParts {
  readonly job: AttemptJob;
  readonly keywords: KeywordValues;
  readonly to: Delegation | undefined;
}

function makeCall({ job, keywords, to }: CallParts, resolved: ResolvedAction, action: Action): ActionCall {
  const { task, run, host, scope } = job;
  const { settings } = task;
  // Fails for nonsense even where the action needs no connection.
  keywords.flag("become", settings.become);
  const { args, raw } = evaluateArgs(job, keywords, { resolved, action });
  const signal = run.state.signal;
  return {
    args,
    raw,
    task,
    host,
    run,
    scope,
    checkMode: keywords.flag("check_mode", settings.checkMode) ?? run.state.options.check,
    diff: keywords.flag("diff", settings.diff) ?? run.state.options.diff,
    noLog: keywords.flag("no_log", settings.noLog) ?? run.state.settings.noLog,
    environment: environmentOf(taskEnvironment(keywords, settings.environment)),
    signal,
    target(limits) {
      const spec = connectionSpec(job, to);
      const timeout = limits?.connectTimeout ?? spec.timeout;
      return run.state.connections.connect({ ...spec, timeout }, signal);
    },
    controller: () =>
      run.state.connections.connect({ ...connectionSpec(job, to), connection: "local", become: undefined }, signal),
    disconnect: () => run.state.connections.reset(connectionSpec(job, to)),
  };
}

interface Chosen {
  readonly resolved: ResolvedAction;
  readonly action: Action;
}

function evaluateArgs(
  job: AttemptJob,
  keywords: KeywordValues,
  { resolved, action }: Chosen,
): { args: Dict; raw: Value | undefined } {
  const { task, run, scope } = job;
  const args: Dict = new Map(defaultArgs(job, keywords, resolved));
  const dynamic = task.args.dynamic && keywords.value(task.args.dynamic);
  if (isDict(dynamic)) for (const [key, value] of dynamic) args.set(key, value);
  else if (dynamic !== undefined) throw notOptions(resolved.name);
  for (const [key, raw] of task.args.named) {
    const value = typeof key === "string" && action.lazy.includes(key) ? raw : run.templar.evaluate(raw, scope);
    if (isOmit(value)) args.delete(key);
    else args.set(key, value);
  }
  const raw = keywords.value(task.args.raw);
  if (raw !== undefined && !action.freeForm) {
    if (isDict(raw) && task.args.raw instanceof TemplateText && isWholeTemplate(task.args.raw.source)) {
      return { args: new Map([...args, ...raw]), raw: undefined };
    }
    throw notOptions(resolved.name);
  }
  return { args, raw };
}

function notOptions(name: string): HintedError {
  return new HintedError("OPTION_INVALID", `The arguments of '${name}' are not a mapping of its options`, {
    hint: "Write 'option: value' lines, or a template that gives a mapping",
  });
}

/** Values made of `ansible_env` are left out as long as no facts have been gathered, as while they are. */
function taskEnvironment(keywords: KeywordValues, layers: readonly Value[]): Dict {
  const joined: Dict = new Map();
  for (const layer of layers) {
    const entries = isDict(layer) ? layer : keywords.dicts([layer]);
    for (const [name, raw] of entries) {
      const value = valueUnlessFact(keywords, raw);
      if (value !== undefined) joined.set(name, value);
    }
  }
  return joined;
}

function valueUnlessFact(keywords: KeywordValues, raw: Value): Value | undefined {
  try {
    return keywords.value(raw);
  } catch (error) {
    const isMissing = error instanceof HintedError && error.code === "TEMPLATE_UNDEFINED";
    if (isMissing && error.message.includes("ansible_env")) return undefined;
    throw error;
  }
}

function environmentOf(values: ReadonlyMap<Value, Value>): Record<string, string> {
  return Object.fromEntries([...values].map(([name, value]) => [plainText(name), plainText(value)]));
}

function plainText(value: Value): string {
  const data = toJson(value);
  return typeof data === "string"
    ? data
    : typeof data === "boolean"
      ? data
        ? "True"
        : "False"
      : (JSON.stringify(data) ?? "");
}

function bareName(key: Value): Value {
  return typeof key === "string" ? key.replace(/^ansible_(?!local$)/, "") : key;
}
