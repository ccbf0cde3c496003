import { applyAttributes } from "./attributes.ts";
import { type FileJob, type FileOutcome, joinDiff, pathConflict, stateDiff, stateOf } from "./file-job.ts";
import { realPath } from "./real-path.ts";
import { applyTimes } from "./times.ts";

/** Gives a file that is there its attributes; it is not made. */
export async function ensureFile(job: FileJob): Promise<FileOutcome> {
  const { target, check, args } = job;
  const path = args.follow && job.before === "link" ? await realPath(target, job.path) : job.path;
  const before = await stateOf(target, path);
  if (before !== "file" && before !== "hard") throw pathConflict(`file (${path}) is ${before}, cannot continue`, path);
  const attributes = await applyAttributes(target, { path, check }, args);
  const times = await applyTimes(job, path);
  const diff = joinDiff(joinDiff(stateDiff(path, before, "file"), attributes), times);
  return { path, changed: attributes.changed || times.changed, diff };
}

/** Makes an empty file, or sets the times of what is there to now. */
export async function touch(job: FileJob): Promise<FileOutcome> {
  const { target, before, check, args } = job;
  const path = args.follow && before === "link" ? await realPath(target, job.path) : job.path;
  if (before === "absent" && check) return { path, changed: true, named: "dest" };
  if (before === "absent") await target.files.write(path, Buffer.alloc(0));
  const attributes = await applyAttributes(target, { path, check }, args);
  const times = await applyTimes(job, path, "now");
  const diff = joinDiff(joinDiff(stateDiff(path, before, "touch"), attributes), times);
  return { path, changed: before === "absent" || attributes.changed || times.changed, diff, named: "dest" };
}
