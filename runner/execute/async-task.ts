import { HintedError } from "../../core/errors.ts";
import type { AttemptJob } from "./attempt-job.ts";
import { noteFinished, startDetached, type StartedJob } from "./background/detached-jobs.ts";
import { jobFolder } from "./background/job-folder.ts";
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

/** Actions that Ansible runs on the controller, or in several steps: it refuses `async` for them. */
const NEVER_ASYNC: ReadonlySet<string> = new Set([
  "add_host",
  "assemble",
  "assert",
  "async_status",
  "copy",
  "debug",
  "fail",
  "fetch",
  "gather_facts",
  "group_by",
  "include_vars",
  "pause",
  "raw",
  "reboot",
  "script",
  "set_fact",
  "set_stats",
  "template",
  "unarchive",
  "validate_argument_spec",
  "wait_for_connection",
]);

/** Runs an action as a job of its own: waits for it when polled, else leaves it to async_status. @throws HintedError TASK_FAILED */
export async function runAsync(job: AttemptJob, action: PreparedAction, keywords: AsyncKeywords): Promise<Result> {
  if (NEVER_ASYNC.has(action.name)) throw noAsync(action.name);
  if (keywords.poll > 0) return waitForJob(job, action, keywords);
  if (action.detach) return leaveBehind(action, action.detach, keywords.limit);
  return started({ id: startInProcess(job, action, keywords.limit), file: "" });
}

function noAsync(name: string): HintedError {
  return new HintedError("TASK_FAILED", `This action (${name}) does not support async`, {
    hint: "Remove 'async' and 'poll' from the task",
  });
}

function started({ id, file }: StartedJob): Result {
  return resultOf({ changed: true, started: true, finished: false, ansible_job_id: id, results_file: file });
}

/** Starts what can run without this process, so that it outlives the run. */
async function leaveBehind(
  { call }: PreparedAction,
  detach: NonNullable<PreparedAction["detach"]>,
  limit: number,
): Promise<Result> {
  const job = await detach();
  if (job instanceof Map)
    return started(await noteFinished({ target: await call.target(), folder: jobFolder(call) }, job));
  const target = await (job.place === "target" ? call.target() : call.controller());
  return started(await startDetached({ target, folder: jobFolder(call) }, job, limit));
}

function startInProcess({ run }: AttemptJob, action: PreparedAction, limit: number): string {
  const { jobs, signal } = run.state;
  return jobs.start(limit, async (timeout) => action.run(AbortSignal.any([timeout, signal])));
}

async function waitForJob(job: AttemptJob, action: PreparedAction, { limit, poll }: AsyncKeywords): Promise<Result> {
  const { jobs, signal } = job.run.state;
  const id = startInProcess(job, action, limit);
  // Quick jobs should not cost a whole interval.
  for (let pause = 20; ; pause = Math.min(pause * 2, poll * 1000)) {
    await sleep(pause, signal);
    const result = jobs.status(id);
    if (!result) throw new Error(`Job ${id} is gone`);
    if (isSet(result, "failed") || result.get("finished") === true) {
      jobs.forget(id);
      return result;
    }
  }
}
