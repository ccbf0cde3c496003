import { type Dict, toJson, type Value } from "../../../core/values.ts";
import type { Args, Constraints, Options } from "../../../core/spec/options.ts";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import type { Task } from "../../compile/model.ts";
import type { DetachedCommand } from "../background/detached-command.ts";
import type { Target } from "../connections/target.ts";
import type { PlayRun } from "../play-run.ts";
import type { Result } from "../result.ts";
import { linesOf } from "./lines.ts";
import { withExpandedPaths } from "./path-options.ts";
import type { TaskScope } from "../variables/task-scope.ts";

/** One use of an action on one host. */
export interface ActionCall {
  readonly args: Dict;
  /** Free-form text of the task, evaluated; undefined when there is none. */
  readonly raw: Value | undefined;
  readonly task: Task;
  readonly host: string;
  readonly run: PlayRun;
  readonly scope: TaskScope;
  readonly checkMode: boolean;
  readonly diff: boolean;
  readonly noLog: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** Aborted by Ctrl-C or when the task's timeout is over. */
  readonly signal: AbortSignal;
  /** The machine the task acts on; connects on first use. */
  target(limits?: { /** Seconds. */ readonly connectTimeout: number }): Promise<Target>;
  /** This machine, as the user the runner runs as. */
  controller(): Promise<Target>;
  /** Drops the connection to it, so that the next use connects anew. */
  disconnect(): Promise<void>;
}

/** A builtin. */
export interface Action {
  readonly name: string;
  /** Collection that has it for Ansible, when that is not ansible.builtin: its full name is understood as well. */
  readonly collection?: string | undefined;
  readonly options: Options;
  /** Runs once for all hosts of a task, as Ansible does for add_host and pause. */
  readonly once: boolean;
  /** Options left untemplated: the action evaluates them itself. */
  readonly lazy: readonly string[];
  /** Whether options beside the listed ones are taken (set_fact, add_host). */
  readonly open: boolean;
  /** Whether free-form text is taken. */
  readonly freeForm: boolean;
  run(call: ActionCall): Result | Promise<Result>;
  /** What a job that outlives the run would run (`async` with `poll: 0`), or the result when there is nothing to run. */
  readonly detach?: ((call: ActionCall) => Promise<DetachedCommand | Result>) | undefined;
}

interface ActionParts<S extends Options> {
  readonly name: string;
  readonly collection?: string;
  readonly options: S;
  readonly constraints?: Constraints;
  /** The option free-form text stands for; text with a key of its own is not free-form. */
  readonly freeForm?: string;
  readonly once?: boolean;
  /** Options of type path that name files of the controller; those of an option `remote_src` only while it is not set. */
  readonly controllerPaths?: readonly string[];
  run(args: Args<S>, call: ActionCall): Result | Promise<Result>;
  readonly detach?: (args: Args<S>, call: ActionCall) => Promise<DetachedCommand | Result>;
}

/** An action with typed options: names checked, aliases resolved, values coerced, before it runs. */
export function defineAction<const S extends Options>(parts: ActionParts<S>): Action {
  const { name, collection, options, constraints, freeForm, detach, controllerPaths = [], once = false } = parts;
  const argsOf = async (call: ActionCall): Promise<Args<S>> => {
    const raw = jsonArgs(call.args);
    if (freeForm !== undefined && call.raw !== undefined) raw[freeForm] ??= toJson(call.raw);
    const given = await withExpandedPaths(raw, { options, here: controllerPaths }, call);
    return parseArgs(options, given, { env: {}, ...(constraints ? { constraints } : {}) });
  };
  return {
    name,
    collection,
    options,
    once,
    lazy: [],
    open: false,
    freeForm: freeForm !== undefined,
    run: async (call) => withOutputLines(await parts.run(await argsOf(call), call)),
    detach: detach && (async (call) => detach(await argsOf(call), call)),
  };
}

/** An action that works on values rather than JSON: what it is given may be any value of a playbook. */
export function defineValueAction(parts: Pick<Action, "name" | "options" | "run"> & Partial<Action>): Action {
  return { once: false, lazy: [], open: false, freeForm: false, ...parts };
}

/** What a result says as output is there line by line as well. */
function withOutputLines(result: Result): Result {
  for (const name of ["stdout", "stderr"]) {
    const text = result.get(name);
    if (typeof text === "string" && !result.has(`${name}_lines`)) result.set(`${name}_lines`, linesOf(text));
  }
  return result;
}

/** Arguments as JSON data, by name. */
export function jsonArgs(args: Dict): Record<string, unknown> {
  return Object.fromEntries([...args].map(([key, value]) => [typeof key === "string" ? key : "", toJson(value)]));
}
