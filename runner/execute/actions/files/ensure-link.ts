import { dirname, join, resolve } from "node:path";
import { HintedError } from "../../../../core/errors.ts";
import { applyAttributes } from "./attributes.ts";
import { type FileJob, type FileOutcome, joinDiff, pathConflict, stateDiff } from "./file-job.ts";
import { realPath } from "./real-path.ts";

/** Makes a link, or turns one to its target. */
export async function ensureLink(job: FileJob, kind: "symbolic" | "hard"): Promise<FileOutcome> {
  const { target, path, before, check, args } = job;
  const source = args.src ?? (before === "link" ? await target.files.readLink(path) : undefined);
  if (source === undefined && !(kind === "hard" && before === "hard")) throw noSource(kind);
  const src = source ?? path;
  await refuse({ ...job, src }, kind);
  const old = before === "link" ? await target.files.readLink(path) : undefined;
  const isSame = await pointsThere({ ...job, src, old }, kind);
  let diff = stateDiff(path, before, kind === "hard" ? "hard" : "link");
  if (!isSame && old !== undefined) diff = joinDiff(diff, { before: { src: old }, after: { src } });
  if (!isSame && !check) await replace(job, src, kind);
  const attributes = await attributesOf(job, kind, isSame || !check);
  return {
    path,
    named: "dest",
    changed: !isSame || attributes.changed,
    diff: joinDiff(diff, attributes),
    extra: { src },
  };
}

interface LinkJob extends FileJob {
  readonly src: string;
}

async function refuse({ target, path, before, args, src }: LinkJob, kind: "symbolic" | "hard"): Promise<void> {
  const absolute = kind === "hard" ? src : resolve(await folderOf({ target, path }), src);
  if ((kind === "hard" || !args.force) && !(await target.files.stat(absolute, { follow: true }))) {
    const message =
      kind === "hard"
        ? "src does not exist"
        : `src file does not exist, use 'force=yes' if you really want to create the link: ${absolute}`;
    throw new HintedError("TASK_FAILED", message, { hint: "Check 'src', or set 'force'", details: { path, src } });
  }
  if (before === "directory") {
    if (!args.force) throw pathConflict(`refusing to convert from directory to symlink for ${path}`, path);
    if ((await target.files.list(path)).length > 0)
      throw pathConflict(`the directory ${path} is not empty, refusing to convert it`, path);
  }
  if (kind === "symbolic" && (before === "file" || before === "hard") && !args.force) {
    throw pathConflict(`refusing to convert from ${before} to symlink for ${path}`, path);
  }
  if (kind === "hard" && before === "file" && !args.force)
    throw pathConflict(`Cannot link, file exists at destination: ${path}`, path);
}

async function folderOf({ target, path }: Pick<FileJob, "target" | "path">): Promise<string> {
  const info = await target.files.stat(path);
  return info?.kind === "directory" ? path : dirname(path);
}

async function pointsThere(
  { target, path, before, src, old, args }: LinkJob & { old: string | undefined },
  kind: "symbolic" | "hard",
): Promise<boolean> {
  if (kind === "symbolic") return old === src;
  if (before !== "hard") return false;
  const [there, source] = [await target.files.stat(path), await target.files.stat(src, { follow: true })];
  if (there?.inode === source?.inode) return true;
  if (!args.force) throw pathConflict(`Cannot link, different hard link exists at destination: ${path}`, path);
  return false;
}

async function replace({ target, path, before }: FileJob, src: string, kind: "symbolic" | "hard"): Promise<void> {
  if (before === "absent") return target.files.link(src, path, kind);
  if (before === "directory") await target.files.remove(path);
  const temporary = join(dirname(path), `.${process.pid}.${Date.now()}.tmp`);
  await target.files.link(src, temporary, kind);
  await target.files.rename(temporary, path);
}

/** Attributes go to what the link points to, when that is there. */
async function attributesOf({ target, path, args, check }: FileJob, kind: "symbolic" | "hard", isThere: boolean) {
  if (!isThere) return { changed: false, before: {}, after: {} };
  const real = kind === "symbolic" && args.follow ? await realPath(target, path) : path;
  return applyAttributes(target, { path: real, check }, args);
}

function noSource(kind: "symbolic" | "hard"): HintedError {
  return new HintedError(
    "OPTION_MISSING",
    `src is required for creating new ${kind === "hard" ? "hardlinks" : "symlinks"}`,
    {
      hint: "Add 'src' to the task",
    },
  );
}
