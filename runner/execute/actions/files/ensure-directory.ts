import { join } from "node:path";
import type { Target } from "../../connections/target.ts";
import { applyAttributes } from "./attributes.ts";
import { type FileJob, type FileOutcome, joinDiff, pathConflict, stateDiff } from "./file-job.ts";
import { realPath } from "./real-path.ts";
import { applyTimes } from "./times.ts";

/** Makes a folder with the folders above it; new ones get the attributes. */
export async function ensureDirectory(job: FileJob): Promise<FileOutcome> {
  const { target, before, check, args } = job;
  const path = args.follow && before === "link" ? await realPath(target, job.path) : job.path;
  const info = await target.files.stat(path);
  if (info && info.kind !== "directory") throw pathConflict(`${path} already exists as a ${before}`, path);
  let diff = stateDiff(path, info ? "directory" : "absent", "directory");
  if (!info) {
    if (!check) await makeAll(job, path);
    return { path, changed: true, diff };
  }
  const attributes = await applyAttributes(target, { path, check }, args);
  const times = await applyTimes(job, path);
  diff = joinDiff(joinDiff(diff, attributes), times);
  const inside = args.recurse ? await applyInside(job, path) : false;
  return { path, changed: attributes.changed || times.changed || inside, diff };
}

async function makeAll({ target, args }: FileJob, path: string): Promise<void> {
  const parts = path.split("/").filter((part) => part !== "");
  let current = path.startsWith("/") ? "" : ".";
  for (const part of parts) {
    current = `${current}/${part}`;
    if (await target.files.stat(current, { follow: true })) continue;
    await target.files.makeDirectory(current);
    await applyAttributes(target, { path: current, check: false }, args);
  }
}

async function applyInside(job: FileJob, directory: string): Promise<boolean> {
  const { target, check, args } = job;
  let changed = false;
  for (const name of await target.files.list(directory)) {
    const path = join(directory, name);
    const attributes = await applyAttributes(target, { path, check }, args);
    const times = await applyTimes(job, path);
    const inside = (await isDirectory(target, path)) && (await applyInside(job, path));
    changed = attributes.changed || times.changed || inside || changed;
  }
  return changed;
}

async function isDirectory(target: Target, path: string): Promise<boolean> {
  return (await target.files.stat(path))?.kind === "directory";
}
