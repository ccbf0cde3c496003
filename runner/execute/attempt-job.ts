import type { HintedError } from "../../core/errors.ts";
import type { TaskJob } from "./task-job.ts";
import type { TaskScope } from "./variables/task-scope.ts";

/** A task, or one item of its loop, due on a host. */
export interface AttemptJob extends TaskJob {
  readonly scope: TaskScope;
  /** An error of the loop that counts only when the task is not skipped. */
  readonly deferred: HintedError | undefined;
  /** An error of the loop that counts in any case. */
  readonly fatal?: HintedError | undefined;
}
