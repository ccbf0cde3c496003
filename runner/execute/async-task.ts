import type { AttemptJob } from "./attempt-job.ts";
import type { KeywordValues } from "./keyword-values.ts";
import type { PreparedAction } from "./prepare-action.ts";
import { isSet, type Result, resultOf } from "./result.ts";
import { sleep } from "./sleep.ts";

/** `async` and `poll` of a task; undefined when it runs as usual. */
export interface AsyncKeywords {
  /** Seconds it may take. */
  readonly limit: number;
  /** Seconds between looks; 0 is never: the play goes on. */
  readonly poll: number;
}

/** Reads a task's `async` and `poll`. @throws HintedError OPTION_INVALID, TEMPLATE_* */
export function asyncKeywords({ task, run }: AttemptJob, keywords: KeywordValues): AsyncKeywords | undefined {
  const limit = keywords.number("async", task.async) ?? 0;
  if (limit <= 0) return undefined;
  return { limit, poll: keywords.number("poll", task.poll) ?? run.state.settings.pollInterval };
}

/** Runs an action as a job of its own: waits for it when polled, else leaves it to async_status. */
export async function runAsync(
  job: AttemptJob,
  action: PreparedAction,
  { limit, poll }: AsyncKeywords,
): Promise<Result> {
  const { jobs } = job.run.state;
  const id = jobs.start(limit, async (signal) => action.run(AbortSignal.any([signal, job.run.state.signal])));
  if (poll <= 0)
    return resultOf({ changed: true, started: true, finished: false, ansible_job_id: id, results_file: "" });
  // Quick jobs should not cost a whole interval.
  for (let pause = 20; ; pause = Math.min(pause * 2, poll * 1000)) {
    await sleep(pause, job.run.state.signal);
    const result = jobs.status(id);
    if (isSet(result, "failed") || result.get("finished") === true) {
      jobs.forget(id);
      return result;
    }
  }
}
