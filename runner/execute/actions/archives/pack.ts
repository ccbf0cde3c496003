import { shellQuote } from "../../connections/shell-quote.ts";
import type { ActionCall } from "../action.ts";
import { mustRun, runScript, runTool, toolFailure } from "../tool.ts";
import { type Format, hasWildcard } from "./archive-names.ts";

/** What is packed into which file. */
export interface Packing {
  readonly format: Format;
  readonly dest: string;
  /** Folder, ending in `/`, that names in the archive are relative to. */
  readonly root: string;
  /** Full paths. */
  readonly files: readonly string[];
  /** Whether it is an archive, not one compressed file. */
  readonly hasMembers: boolean;
}

/** The paths with patterns replaced by what they match on the target. */
export async function expandWildcards(paths: readonly string[], call: ActionCall): Promise<readonly string[]> {
  const lists = paths.map(async (path) => {
    if (!hasWildcard(path)) return [path];
    const pattern = path.replace(/[^*?[\]]+/g, (part) => shellQuote(part));
    const { stdout } = await runScript(
      call,
      `for f in ${pattern}; do { [ -e "$f" ] || [ -L "$f" ]; } && printf '%s\\000' "$f"; done; :`,
    );
    return parts(stdout);
  });
  return (await Promise.all(lists)).flat();
}

/** Files themselves, and of folders all that is below them but not they. */
export async function filesBelow(paths: readonly string[], call: ActionCall): Promise<readonly string[]> {
  const script = `for f; do if [ -d "$f" ]; then find "$f/" -mindepth 1 -print0; else printf '%s\\000' "$f"; fi; done`;
  const { stdout } = await mustRun(call, ["/bin/sh", "-c", script, "sh", ...paths]);
  return parts(stdout).toSorted();
}

function parts(text: string): readonly string[] {
  return text.split("\0").filter((part) => part !== "");
}

const COMPRESSORS: Readonly<Record<Exclude<Format, "zip">, string>> = {
  tar: "cat",
  gz: "gzip -c",
  bz2: "bzip2 -c",
  xz: "xz -c",
};

/** Writes the archive beside its place and puts it there. @returns whether it differs from what was there. @throws HintedError TASK_FAILED */
export async function packed(packing: Packing, call: ActionCall): Promise<boolean> {
  const { format, dest, root, files } = packing;
  const temporary = (await mustRun(call, ["/bin/sh", "-c", 'umask 077; mktemp "$1.XXXXXX"', "sh", dest])).stdout.trim();
  try {
    const names = files.map((path) => path.slice(root.length));
    const separator = format === "zip" ? "\n" : "\0";
    const stdin = packing.hasMembers ? names.map((name) => `${name}${separator}`).join("") : undefined;
    await mustRun(call, ["/bin/sh", "-c", packScript(packing), "sh", root, temporary, files[0] ?? ""], { stdin });
    const [before, after] = [await contents(dest, packing, call), await contents(temporary, packing, call)];
    await mustRun(call, ["/bin/sh", "-c", PLACE, "sh", temporary, dest]);
    return before !== after;
  } catch (error) {
    await runTool(call, ["rm", "-f", temporary]);
    throw error;
  }
}

/** Keeps owner and permissions of an archive that is there; a new one is made as the umask has it. */
const PLACE = `
if [ -e "$2" ]; then chmod "$(stat -L -c %a "$2")" "$1"; chown "$(stat -L -c %u:%g "$2")" "$1" 2>/dev/null
else chmod "$(printf '%o' $((0666 & ~0$(umask))))" "$1"; fi
mv -f "$1" "$2"`;

/** `$1` root, `$2` where to write; names of members come by standard input. The exit code of a program in a pipe is kept in a file. */
function packScript({ format, hasMembers }: Packing): string {
  if (format === "zip") return 'cd "$1" && rm -f "$2" && zip -q - -@ > "$2"';
  if (!hasMembers) return `${COMPRESSORS[format]} < "$3" > "$2"`;
  return `cd "$1" || exit
{ tar -c --no-recursion --null -T - -f - || : > "$2.failed"; } | ${COMPRESSORS[format]} > "$2" || exit
! rm "$2.failed" 2>/dev/null`;
}

/** What tells two archives apart: names, sizes, times, owners and modes of a tar archive; names and digests of a zip; else the content. */
async function contents(file: string, { format, hasMembers }: Packing, call: ActionCall): Promise<string | undefined> {
  const done = await runScript(call, contentsScript(format, hasMembers), [file]);
  if (done.rc === 127) throw toolFailure([format], done);
  return done.rc === 0 ? done.stdout : undefined;
}

function contentsScript(format: Format, hasMembers: boolean): string {
  if (format === "zip") return `unzip -v "$1" | awk 'NF >= 8 { print $1, $7, $8, $9 }'`;
  const open = format === "tar" ? "cat" : COMPRESSORS[format].replace(" -c", " -dc");
  const read = hasMembers ? "tar -tv --full-time -f -" : "cksum";
  return `[ -e "$1" ] || exit 1; ${open} < "$1" | ${read}`;
}
