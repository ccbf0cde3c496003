import type { Args, Constraints, Options, OptionType } from "../../core/spec/options.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { Environment } from "../../core/spec/parse-args.ts";

/** A key of a module's result, for its documentation. */
export interface ReturnValue {
  readonly description: string;
  readonly type: OptionType;
  readonly returned: string;
  readonly sample?: unknown;
}

/** A change as the diff shows it: the same keys before and after. */
export interface Shown {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** How a task runs, for what reading depends on. */
export interface TaskContext {
  readonly checkMode: boolean;
  /** Whether the result is hidden from output and logs (`no_log`). */
  readonly noLog: boolean;
  readonly env: Environment;
}

/** What applying one change brought. */
export interface Applied<S extends Options> {
  /** Keys for the module's result. */
  readonly result?: Readonly<Record<string, unknown>>;
  readonly warnings?: readonly string[];
  /** Look and plan again before going on, with these arguments in place of the given ones (the vmid of a fresh clone). */
  readonly replan?: Partial<Args<S>>;
}

/**
 * A module: options are data, `read` looks, `plan` decides (pure), `show` tells, `apply` performs one change.
 * Check mode is everything but `apply`; the diff is the plan; an empty plan is `changed: false`.
 */
export interface Module<S extends Options, Current, Change> {
  readonly name: string;
  readonly summary: string;
  readonly description: readonly string[];
  readonly options: S;
  readonly constraints?: Constraints;
  readonly returns: Readonly<Record<string, ReturnValue>>;
  read(client: ProxmoxClient, args: Args<S>, context: TaskContext): Promise<Current>;
  plan(current: Current, args: Args<S>): readonly Change[];
  show(change: Change): Shown;
  apply(client: ProxmoxClient, args: Args<S>, change: Change): Promise<Applied<S>>;
  /** Result keys that the state before the changes already tells. */
  result?(current: Current, args: Args<S>): Readonly<Record<string, unknown>>;
  /** Things the user should know whether or not anything changes. */
  warnings?(current: Current, args: Args<S>): readonly string[];
}

/** Gives a module its types; nothing happens here. */
export function defineModule<const S extends Options, Current, Change>(
  module: Module<S, Current, Change>,
): Module<S, Current, Change> {
  return module;
}
