import { HintedError } from "../../../core/errors.ts";
import { type JobStatus, readJob } from "../background/detached-jobs.ts";
import { jobFolder } from "../background/job-folder.ts";
import type { Target } from "../connections/target.ts";
import { type Result, resultOf } from "../result.ts";
import { type ActionCall, defineAction } from "./action.ts";

/** `async_status`: what became of a task that runs on by itself, in this run or an earlier one. */
export const asyncStatus = defineAction({
  name: "async_status",
  options: {
    jid: { type: "str", required: true, description: "The job's id." },
    mode: { type: "str", choices: ["status", "cleanup"], default: "status", description: "Ask, or forget it." },
  },
  run: ({ jid, mode }, call) => (mode === "status" ? status(jid, call) : forget(jid, call)),
});

async function status(jid: string, call: ActionCall): Promise<Result> {
  const known = call.run.state.jobs.status(jid);
  if (known) return known;
  const { file, data } = await find(jid, call);
  const base = { ansible_job_id: jid, results_file: file, started: true, stdout: "", stderr: "" };
  const lines = { stdout_lines: [], stderr_lines: [] };
  const isRunning = !data || (data.has("started") && data.get("finished") !== true);
  if (isRunning) return resultOf({ ...base, ...lines, finished: false, changed: false });
  // A module's own output has no lines yet: they are made of its texts.
  return new Map([...resultOf(base), ...data]).set("finished", true).set("started", true);
}

async function forget(jid: string, call: ActionCall): Promise<Result> {
  const base = { changed: false, ansible_job_id: jid, finished: false, started: false };
  if (call.run.state.jobs.forget(jid)) return resultOf({ ...base, erased: jid });
  const { file, target } = await find(jid, call);
  if (!call.checkMode) await target.files.remove(file);
  return resultOf({ ...base, erased: file });
}

interface Found extends JobStatus {
  readonly target: Target;
}

/** Jobs are on the task's target, those of our own modules on this machine. */
async function find(jid: string, call: ActionCall): Promise<Found> {
  const folder = jobFolder(call);
  for (const open of [() => call.target(), () => call.controller()]) {
    const target = await open();
    const job = await readJob({ target, folder }, jid);
    if (job) return { ...job, target };
    if (target.isLocal && !target.becomes) break;
  }
  throw new HintedError("TASK_FAILED", `could not find job: ${jid}`, {
    hint: "Use the ansible_job_id that the task with 'async' returned, with the same host and user",
    details: { ansible_job_id: jid, started: true, finished: true },
  });
}
