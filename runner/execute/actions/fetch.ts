import { randomBytes } from "node:crypto";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { finished } from "node:stream/promises";
import { HintedError } from "../../../core/errors.ts";
import type { Target } from "../connections/target.ts";
import { type Result, resultOf } from "../result.ts";
import { type ActionCall, defineAction } from "./action.ts";
import { fileDigests } from "./files/checksum.ts";
import { digestsOf, LARGE, localFile } from "./files/content.ts";
import { targetPath } from "./files/paths.ts";

/** `fetch`: copies a file of the target to the controller, below a folder of the host's name unless `flat`. */
export const fetch = defineAction({
  name: "fetch",
  controllerPaths: ["dest"],
  options: {
    src: { type: "path", required: true, description: "File on the target." },
    dest: { type: "path", required: true, description: "Folder of the controller; with flat the file." },
    flat: { type: "bool", default: false, description: "Put it at dest itself." },
    fail_on_missing: { type: "bool", default: true, description: "Fail when it is not there." },
    validate_checksum: { type: "bool", default: true, description: "Check that it arrived whole." },
  },
  async run(args, call) {
    if (call.checkMode)
      return resultOf({ changed: false, skipped: true, msg: "check mode not (yet) supported for this module" });
    const target = await call.target();
    const source = targetPath(call, target, args.src);
    const info = await target.files.stat(source, { follow: true });
    if (!info) return missing(args.fail_on_missing, source);
    if (info.kind === "directory") {
      return resultOf({
        changed: false,
        failed: args.fail_on_missing,
        msg: "remote file is a directory, fetch cannot work on directories",
        file: source,
      });
    }
    const dest = destination(args, source, call);
    const job: Job = { target, source, dest, size: info.size, isChecked: args.validate_checksum };
    return info.size > LARGE ? fetchLarge(job) : fetchSmall(job);
  },
});

interface Job {
  readonly target: Target;
  readonly source: string;
  readonly dest: string;
  readonly size: number;
  readonly isChecked: boolean;
}

async function fetchSmall({ target, source, dest }: Job): Promise<Result> {
  const content = await target.files.read(source);
  const { sha1, md5 } = await digestsOf(content, ["sha1", "md5"]);
  if (existsSync(dest) && readFileSync(dest).equals(content)) return unchanged({ source, dest, sha1, md5 });
  mkdirSync(dirname(dest), { recursive: true });
  writeFileSync(dest, content);
  return resultOf({ changed: true, md5sum: md5, dest, remote_md5sum: null, checksum: sha1, remote_checksum: sha1 });
}

/** A large file comes only when its digest, worked out on the target, differs; it is streamed beside its place. */
async function fetchLarge({ target, source, dest, size, isChecked }: Job): Promise<Result> {
  const { sha1: wanted } = await fileDigests(target, source, ["sha1"]);
  if (existsSync(dest) && statSync(dest).size === size) {
    const { sha1, md5 } = await digestsOf(localFile(dest), ["sha1", "md5"]);
    if (sha1 === wanted) return unchanged({ source, dest, sha1, md5 });
  }
  mkdirSync(dirname(dest), { recursive: true });
  const place = existsSync(dest) ? realpathSync(dest) : dest;
  const temporary = `${place}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await receive(target, source, temporary);
    const { sha1, md5 } = await digestsOf(localFile(temporary), ["sha1", "md5"]);
    const sums = { md5sum: md5, dest, remote_md5sum: null, checksum: sha1, remote_checksum: wanted };
    if (isChecked && sha1 !== wanted)
      return resultOf({ changed: false, failed: true, msg: "checksum mismatch", file: source, ...sums });
    renameSync(temporary, place);
    return resultOf({ changed: true, ...sums });
  } finally {
    rmSync(temporary, { force: true });
  }
}

async function receive(target: Target, source: string, file: string): Promise<void> {
  const sink = createWriteStream(file);
  try {
    await target.files.readInto(source, sink);
  } finally {
    sink.end();
    await finished(sink);
  }
}

interface Known {
  readonly source: string;
  readonly dest: string;
  readonly sha1: string | undefined;
  readonly md5: string | undefined;
}

function unchanged({ source, dest, sha1, md5 }: Known): Result {
  return resultOf({ changed: false, md5sum: md5, file: source, dest, checksum: sha1 });
}

function destination(
  { dest, flat }: { dest: string; flat: boolean },
  source: string,
  { run, host }: ActionCall,
): string {
  const base = resolve(run.play.playDir, dest);
  if (!flat) return join(base, host, source);
  return dest.endsWith("/") ? join(base, basename(source)) : base;
}

function missing(fails: boolean, source: string) {
  const msg = "the remote file does not exist";
  if (fails)
    throw new HintedError("TASK_FAILED", msg, {
      hint: "Check 'src', or set 'fail_on_missing: false'",
      details: { file: source },
    });
  return resultOf({ changed: false, msg: `${msg}, not transferring, ignored`, file: source });
}
