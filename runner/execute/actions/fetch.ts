import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { HintedError } from "../../../core/errors.ts";
import { resultOf } from "../result.ts";
import { type ActionCall, defineAction } from "./action.ts";
import { digest } from "./files/checksum.ts";
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
    const content = await target.files.read(source);
    const dest = destination(args, source, call);
    const checksum = digest(content, "sha1");
    const md5sum = digest(content, "md5");
    if (existsSync(dest) && readFileSync(dest).equals(content)) {
      return resultOf({ changed: false, md5sum, file: source, dest, checksum });
    }
    mkdirSync(dirname(dest), { recursive: true });
    writeFileSync(dest, content);
    return resultOf({ changed: true, md5sum, dest, remote_md5sum: null, checksum, remote_checksum: checksum });
  },
});

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
