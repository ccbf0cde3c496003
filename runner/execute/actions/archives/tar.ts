import { HintedError } from "../../../../core/errors.ts";
import type { ActionCall } from "../action.ts";
import { runTool, toolFailure, type ToolResult } from "../tool.ts";
import type { Archive, ArchiveJob } from "./archive.ts";

/** Differences `tar --diff` tells of, and whether they matter when owner, group or mode are set afterwards anyway. */
const ALWAYS =
  /: (?:Mod time differs|Warning: Cannot stat: No such file or directory|Invalid owner|Invalid group|Symlink differs|Contents differ|Size differs)$|Cannot stat: No such file/m;
const DIFFERENCES = { owner: /: Uid differs$/m, group: /: Gid differs$/m, mode: /: Mode differs$/m };

/** A tar archive, in any compression the target's GNU tar can read; undefined when it is none. @throws HintedError TASK_FAILED */
export async function tarArchive(job: ArchiveJob, call: ActionCall): Promise<Archive | undefined> {
  const list = await tar(["--list"], job, call);
  if (list.rc === 127) return undefined;
  const names = list.stdout
    .split("\n")
    .filter((name) => name !== "")
    .map((name) => name.replace(/^\//, ""));
  if (list.rc !== 0 || names.length === 0) return undefined;
  return {
    handler: handlerName(job.file),
    names,
    canCheck: false,
    async isUnpacked() {
      const { stdout, stderr } = await tar(["--diff", ...keepNewer(job)], job, call);
      return !differs(`${stdout}\n${stderr}`, job, (await runTool(call, ["id", "-u"])).stdout.trim() === "0");
    },
    async unpack() {
      const owner = job.owner === undefined ? [] : [`--owner=${job.owner}`];
      const group = job.group === undefined ? [] : [`--group=${job.group}`];
      const words = ["--extract", ...owner, ...group, ...keepNewer(job)];
      const done = await tar(words, job, call);
      if (done.rc !== 0) throw toolFailure(["tar", "--extract"], done);
      return done;
    },
  };
}

function keepNewer({ keepNewer: keep }: ArchiveJob): readonly string[] {
  return keep ? ["--keep-newer-files"] : [];
}

/** Only GNU tar finds out the compression by itself and can compare. */
async function tar(words: readonly string[], job: ArchiveJob, call: ActionCall): Promise<ToolResult> {
  const [verb = "", ...rest] = words;
  const argv = [
    "tar",
    verb,
    "-C",
    job.dest,
    ...(job.options.length > 0 ? ["--show-transformed-names", ...job.options] : []),
    ...rest,
    ...job.exclude.map((name) => `--exclude=${name.replace(/\/$/, "")}`),
    "-f",
    job.file,
    ...job.include,
  ];
  const done = await runTool(call, argv, { cwd: job.dest });
  if (done.rc !== 0 && /busybox|unrecognized option|unknown option/i.test(done.stderr)) throw noGnuTar();
  return done;
}

function differs(text: string, { owner, group, mode }: ArchiveJob, isRoot: boolean): boolean {
  if (ALWAYS.test(text)) return true;
  if (isRoot && owner === undefined && DIFFERENCES.owner.test(text)) return true;
  if (isRoot && group === undefined && DIFFERENCES.group.test(text)) return true;
  return mode === undefined && DIFFERENCES.mode.test(text);
}

function handlerName(file: string): string {
  if (/\.(tgz|tar\.gz)$/.test(file)) return "TgzArchive";
  if (/\.(tbz2?|tar\.bz2)$/.test(file)) return "TarBzipArchive";
  if (/\.(txz|tar\.xz)$/.test(file)) return "TarXzArchive";
  return /\.(tar\.zst|tzst)$/.test(file) ? "TarZstdArchive" : "TgzArchive";
}

function noGnuTar(): HintedError {
  return new HintedError("TASK_FAILED", "The target's tar can not compare an archive with files", {
    hint: "Install GNU tar on the target",
  });
}
