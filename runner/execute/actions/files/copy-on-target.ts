import { basename, dirname, join } from "node:path";
import { HintedError } from "../../../../core/errors.ts";
import { shellQuote } from "../../connections/shell-quote.ts";
import type { FileInfo, Target } from "../../connections/target.ts";
import { type Result, resultOf } from "../../result.ts";
import type { ActionCall } from "../action.ts";
import { applyAttributes, pathFacts, type WantedAttributes } from "./attributes.ts";
import { backUp } from "./backup.ts";
import { fileDigests } from "./checksum.ts";
import { makeFolders } from "./make-folders.ts";
import { modeText } from "./mode.ts";
import { requireFolder } from "./place-file.ts";
import { realPath } from "./real-path.ts";
import { putInPlace, stage } from "./stage.ts";
import { validateFile } from "./validate-file.ts";

interface RemoteCopy {
  readonly src: string;
  readonly dest: string;
  readonly mode?: unknown;
  readonly owner?: string;
  readonly group?: string;
  readonly directory_mode?: unknown;
  readonly unsafe_writes: boolean;
  readonly follow: boolean;
  readonly backup: boolean;
  readonly force: boolean;
  readonly validate?: string;
}

/** `copy` with remote_src: both ends are on the target. @throws HintedError TASK_FAILED */
export async function copyOnTarget(args: RemoteCopy, target: Target, call: ActionCall): Promise<Result> {
  const source = args.src.replace(/(.)\/+$/, "$1");
  const info = await target.files.stat(source, { follow: true });
  if (!info)
    throw new HintedError("TASK_FAILED", `Source ${source} not found`, {
      hint: "Check 'src'; with remote_src it is on the target",
    });
  if (info.kind === "directory") return copyFolder(args, target, call);
  const inFolder =
    args.dest.endsWith("/") || (await target.files.stat(args.dest, { follow: true }))?.kind === "directory";
  const path = inFolder ? join(args.dest, basename(source)) : args.dest;
  if (args.dest.endsWith("/"))
    await makeFolders({ target, path: dirname(path), attributes: { ...args, mode: args.directory_mode } }, call);
  const there = await target.files.stat(path);
  if (there && !args.force)
    return resultOf({ changed: false, src: source, dest: path, msg: "file already exists", ...pathFacts(there) });
  if (!there) await requireFolder(target, path);
  const isLink = there?.kind === "link";
  const place = isLink && args.follow ? await realPath(target, path) : path;
  const isReplaced = isLink && !args.follow;
  const sums = await fileDigests(target, source, ["sha1", "md5"]);
  const old = isReplaced ? undefined : await target.files.stat(place, { follow: true });
  const isSame = old?.size === info.size && (await fileDigests(target, place, ["sha1"])).sha1 === sums.sha1;
  // What is replaced takes the permissions of the source; a new file has those that new files have.
  const mode =
    args.mode === "preserve" || (args.mode === undefined && old && !isSame) ? modeText(info.mode) : args.mode;
  const attributes = { ...args, mode };
  let backupFile: string | undefined;
  if (!isSame && !call.checkMode) {
    if (args.validate !== undefined) await validateFile(target, { command: args.validate, file: source }, call);
    if (args.backup && there) backupFile = await backUp(target, place, call.signal);
    if (isReplaced) await target.files.remove(path);
    await copyTo(call, source, { path: place, info: old, attributes });
  }
  const changes = await applyAttributes(target, { path: place, check: call.checkMode }, attributes);
  const after = await target.files.stat(place, { follow: true });
  return resultOf({
    ...(after ? pathFacts(after) : {}),
    src: source,
    dest: place,
    checksum: sums.sha1,
    md5sum: sums.md5,
    changed: !isSame || changes.changed,
    ...(backupFile === undefined ? {} : { backup_file: backupFile }),
  });
}

/** A copy beside its place takes that place in one step. */
async function copyTo(
  call: ActionCall,
  source: string,
  place: { readonly path: string; readonly info: FileInfo | undefined; readonly attributes: WantedAttributes },
): Promise<void> {
  const target = await call.target();
  const staged = await stage(call, dirname(place.path), place.attributes);
  try {
    const done = await target.exec(
      { argv: ["/bin/sh", "-c", 'cat < "$1" > "$2"', "sh", source, staged.file] },
      call.signal,
    );
    if (done.rc !== 0)
      throw new HintedError("TASK_FAILED", done.stderr.toString("utf8").trim(), {
        hint: "Check 'src' and 'dest', and the room on the target",
      });
    await putInPlace(call, staged, place);
  } finally {
    await staged.remove();
  }
}

/** A folder is compared before it is copied, so that a second run changes nothing. */
async function copyFolder({ src, dest, ...args }: RemoteCopy, target: Target, call: ActionCall): Promise<Result> {
  const from = src.endsWith("/") ? src : `${src}/`;
  const to = src.endsWith("/") ? dest : join(dest, basename(src));
  const compare = `cd ${shellQuote(from)} && find . -type f -exec sh -c 'for f; do cmp -s -- "$f" "$0/$f" || exit 1; done' ${shellQuote(to)} {} +`;
  const same =
    (await target.files.stat(to)) !== undefined && (await target.exec({ shell: compare }, call.signal)).rc === 0;
  if (!same && !call.checkMode) {
    await makeFolders({ target, path: to, attributes: { ...args, mode: args.directory_mode } }, call);
    const done = await target.exec({ shell: `cp -R -p -- ${shellQuote(`${from}.`)} ${shellQuote(to)}` }, call.signal);
    if (done.rc !== 0)
      throw new HintedError("TASK_FAILED", done.stderr.toString("utf8").trim(), {
        hint: "Check 'src' and 'dest' on the target",
      });
  }
  return resultOf({ ...pathFacts(await target.files.stat(to)), src, dest, changed: !same });
}
