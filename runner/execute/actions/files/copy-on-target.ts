import { basename, dirname, join } from "node:path";
import { HintedError } from "../../../../core/errors.ts";
import { shellQuote } from "../../connections/shell-quote.ts";
import type { Target } from "../../connections/target.ts";
import { type Result, resultOf } from "../../result.ts";
import type { ActionCall } from "../action.ts";
import { pathFacts } from "./attributes.ts";
import { digest } from "./checksum.ts";
import { makeFolders } from "./make-folders.ts";
import { modeText } from "./mode.ts";
import { placeFile, requireFolder } from "./place-file.ts";

interface RemoteCopy {
  readonly src: string;
  readonly dest: string;
  readonly mode?: unknown;
  readonly owner?: string;
  readonly group?: string;
  readonly directory_mode?: unknown;
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
  const content = await target.files.read(source);
  // A new file takes the permissions of its source, as `cp` gives them.
  const mode = args.mode === "preserve" || (args.mode === undefined && !there) ? modeText(info.mode) : args.mode;
  const placed = await placeFile(
    target,
    { path, content, attributes: { ...args, mode }, backup: args.backup, validate: args.validate },
    call,
  );
  return resultOf({
    ...placed.facts,
    src: source,
    dest: path,
    checksum: digest(content, "sha1"),
    md5sum: digest(content, "md5"),
    changed: placed.changed,
    ...(placed.backupFile === undefined ? {} : { backup_file: placed.backupFile }),
    ...(placed.diff.length > 0 ? { diff: placed.diff } : {}),
  });
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
