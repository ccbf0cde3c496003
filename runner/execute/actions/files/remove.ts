import { type FileJob, type FileOutcome, stateDiff } from "./file-job.ts";

/** Removes a path, a folder with all that is in it. */
export async function removePath({ target, path, before, check }: FileJob): Promise<FileOutcome> {
  if (before === "absent") return { path, changed: false, state: "absent" };
  if (!check) await target.files.remove(path);
  return { path, changed: true, diff: stateDiff(path, before, "absent"), state: "absent" };
}
