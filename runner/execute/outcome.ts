import type { Value } from "../../core/values.ts";
import type { Result } from "./result.ts";

/** What one execution of a task came to: the task itself, or one item of its loop. */
export interface Attempt {
  readonly result: Result;
  readonly ignoreErrors: boolean;
  readonly ignoreUnreachable: boolean;
  readonly noLog: boolean;
  /** Whether diffs of it are shown. */
  readonly diff: boolean;
  /** Handlers asked for, evaluated. */
  readonly notify: readonly string[];
  readonly delegatedTo: string | undefined;
  /** Facts go to the delegated host. */
  readonly delegateFacts: boolean;
  readonly include: IncludeCall | undefined;
}

/** A dynamic include that is due: file or role name and evaluated options. */
export interface IncludeCall {
  readonly target: string;
  readonly options: Map<Value, Value>;
}

/** One item of a loop with what came of it. */
export interface ItemAttempt extends Attempt {
  readonly item: Value;
  readonly label: Value;
  /** `item` (by its loop_var), index_var, ansible_loop: also seen by the tasks of an include. */
  readonly loopVars: Map<Value, Value>;
}

/** What a task came to on one host. */
export interface Outcome extends Attempt {
  /** Present when the task looped. */
  readonly items: readonly ItemAttempt[] | undefined;
}
