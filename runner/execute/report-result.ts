import type { ResultReport, Status } from "../report/reporter.ts";
import type { Attempt, ItemAttempt, Outcome } from "./outcome.ts";
import { isSet, publicResult, type Result } from "./result.ts";
import type { TaskJob } from "./run-task.ts";

/** Reports one item of a loop; `started` is the moment it began, as performance.now() gives it. */
export function reportItem(job: TaskJob, attempt: ItemAttempt, started: number): void {
  if (attempt.include) return;
  const status = plainStatus(attempt.result, attempt.ignoreErrors);
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

function plainStatus(result: Result, ignored: boolean): Status {
  if (isSet(result, "unreachable")) return "unreachable";
  if (isSet(result, "failed")) return ignored ? "ignored" : "failed";
  if (isSet(result, "skipped")) return "skipped";
  return isSet(result, "changed") ? "changed" : "ok";
}
