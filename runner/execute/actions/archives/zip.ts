import type { ActionCall } from "../action.ts";
import { runScript, runTool, toolFailure } from "../tool.ts";
import type { Archive, ArchiveJob } from "./archive.ts";

/** A zip archive, read with the target's unzip; undefined when it is none. */
export async function zipArchive(job: ArchiveJob, call: ActionCall): Promise<Archive | undefined> {
  const list = await runTool(call, ["unzip", "-Z1", job.file, ...selection(job)]);
  if (list.rc !== 0 && list.rc !== 1) return undefined;
  const names = list.stdout.split("\n").filter((name) => name !== "");
  return {
    handler: "ZipArchive",
    names,
    canCheck: true,
    isUnpacked: () => isUnpacked(names, job, call),
    async unpack() {
      const overwrite = job.keepNewer ? "-uo" : "-o";
      const argv = ["unzip", overwrite, ...job.options, job.file, ...selection(job), "-d", job.dest];
      const done = await runTool(call, argv);
      // 1 is a warning.
      if (done.rc > 1) throw toolFailure(["unzip"], done);
      return done;
    },
  };
}

function selection({ include, exclude }: ArchiveJob): readonly string[] {
  return [...include, ...(exclude.length > 0 ? ["-x", ...exclude] : [])];
}

/** `$1` archive, `$2` folder, then names: succeeds when each is there with the same content. */
const COMPARE = `
archive=$1; folder=$2; shift 2
for name in "$@"; do
  there=$folder/$name
  case $name in
  */) [ -d "$there" ] || exit 1;;
  *) [ -e "$there" ] || [ -L "$there" ] || exit 1
     [ -f "$there" ] && [ ! -L "$there" ] || continue
     pattern=$(printf %s "$name" | sed 's/[][*?\\\\]/\\\\&/g')
     unzip -p "$archive" "$pattern" | cmp -s - "$there" || exit 1;;
  esac
done`;

/** Names are handed over in portions: a command line has its limits. */
const PORTION = 200;

async function isUnpacked(names: readonly string[], { file, dest }: ArchiveJob, call: ActionCall): Promise<boolean> {
  for (let at = 0; at < names.length; at += PORTION) {
    const portion = names.slice(at, at + PORTION);
    if ((await runScript(call, COMPARE, [file, dest, ...portion])).rc !== 0) return false;
  }
  return true;
}
