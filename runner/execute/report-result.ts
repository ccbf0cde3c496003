import type { ResultReport, Status } from "../report/reporter.ts";
import type { Attempt, ItemAttempt, Outcome } from "./outcome.ts";
import { isSet, publicResult, type Result } from "./result.ts";
import { taskStartOf } from "./task-start.ts";
import type { TaskJob } from "./task-job.ts";

/** Reports one item of a loop; `started` is the moment it began, as performance.now() gives it. */
export function reportItem(job: TaskJob, attempt: ItemAttempt, started: number): void {
  if (attempt.include) return;
  const status = plainStatus(attempt.result);
  const item = attempt.noLog ? "(censored due to no_log)" : attempt.label;
  job.run.state.reporter.itemResult({ ...report(job, attempt, { status, started }), item });
}

/** Reports the whole task on a host. */
export function reportOutcome(job: TaskJob, outcome: Outcome, end: { status: Status; started: number }): void {
  const items = outcome.items?.length;
  job.run.state.reporter.result({ ...report(job, outcome, end), ...(items === undefined ? {} : { items }) });
}

function report(
  job: TaskJob,
  attempt: Attempt,
  { status, started }: { status: Status; started: number },
): ResultReport {
  return {
    task: taskStartOf(job),
    host: job.host,
    delegatedTo: attempt.delegatedTo,
    status,
    result: attempt.noLog ? null : publicResult(attempt.result),
    changed: isSet(attempt.result, "changed"),
    noLog: attempt.noLog,
    diff: attempt.diff && !attempt.noLog,
    duration: performance.now() - started,
  };
}

/** Items fail whether or not the task's failure is ignored in the end. */
function plainStatus(result: Result): Status {
  if (isSet(result, "unreachable")) return "unreachable";
  if (isSet(result, "failed")) return "failed";
  if (isSet(result, "skipped")) return "skipped";
  return isSet(result, "changed") ? "changed" : "ok";
}
