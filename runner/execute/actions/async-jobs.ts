import { randomInt } from "node:crypto";
import { failureOf, type Result, resultOf } from "../result.ts";

interface Job {
  readonly started: number;
  readonly limit: number;
  result: Result | undefined;
}

/** Tasks that run on in this process while the play goes on (`async`), by job id. They live as long as the run does. */
export class AsyncJobs {
  readonly #jobs = new Map<string, Job>();

  /** Starts work that may take `limit` seconds. @returns its job id */
  start(limit: number, work: (signal: AbortSignal) => Promise<Result>): string {
    const id = `j${randomInt(10 ** 12)}.${process.pid}`;
    const job: Job = { started: Date.now(), limit, result: undefined };
    this.#jobs.set(id, job);
    const timer = AbortSignal.timeout(limit * 1000);
    work(timer).then(
      (result) => (job.result = timer.aborted ? timedOut(limit) : result),
      (error: unknown) => (job.result = failureOf(error)),
    );
    return id;
  }

  /** What is known of a job now; undefined for one that is not of this run. */
  status(id: string): Result | undefined {
    const job = this.#jobs.get(id);
    if (!job) return undefined;
    const base = {
      ansible_job_id: id,
      started: true,
      results_file: "",
      stdout: "",
      stderr: "",
      stdout_lines: [],
      stderr_lines: [],
    };
    if (!job.result && Date.now() - job.started > job.limit * 1000) job.result = timedOut(job.limit);
    if (!job.result) return resultOf({ ...base, finished: false, changed: false });
    const result = new Map([...resultOf(base), ...job.result]);
    return result.set("finished", true).set("started", true);
  }

  /** Forgets a job. @returns whether there was one */
  forget(id: string): boolean {
    return this.#jobs.delete(id);
  }
}

function timedOut(limit: number): Result {
  return resultOf({
    changed: false,
    failed: true,
    msg: `async task did not complete within the requested time - ${limit}s`,
  });
}
