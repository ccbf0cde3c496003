import { stat } from "node:fs/promises";
import type { Writable } from "node:stream";
import type { CommandInput } from "../../../core/command-streams.ts";
import { HintedError } from "../../../core/errors.ts";
import { shellQuote } from "./shell-quote.ts";
import type { Command, CommandResult, FileInfo, FileKind, TargetFiles } from "./target.ts";

/** Runs a command on the target. */
type Execute = (command: Command, signal: AbortSignal) => Promise<CommandResult>;

// File steps are short and must not be torn apart half-way by Ctrl-C.
const NEVER = new AbortController().signal;

// Kinds of files and complaints are read by their English words.
const WORDS = { LC_ALL: "C" };

const KINDS: Readonly<Record<string, FileKind>> = {
  "regular file": "file",
  "regular empty file": "file",
  directory: "directory",
  "symbolic link": "link",
  fifo: "fifo",
  socket: "socket",
  "block special file": "block",
  "character special file": "char",
};

const FORMAT = "%F|%a|%u|%g|%U|%G|%s|%i|%d|%h|%X|%Y|%Z|%y|%x|%z";

/** Files of a target that has nothing but a POSIX shell with the usual tools (coreutils or busybox). */
export function shellFiles(execute: Execute): TargetFiles {
  const sh = async (script: string, io: { stdin?: CommandInput; sink?: Writable } = {}): Promise<Buffer> => {
    const result = await execute({ shell: script, ...io, env: WORDS }, NEVER);
    if (result.rc === 0) return result.stdout;
    throw failed(result.stderr.toString("utf8").trim() || `exit code ${result.rc}`);
  };
  const q = shellQuote;
  return {
    stat: (path, { follow = false } = {}) => look(execute, `stat ${follow ? "-L " : ""}-c '${FORMAT}' -- ${q(path)}`),
    read: (path) => sh(`cat -- ${q(path)}`),
    async readInto(path, sink) {
      await sh(`cat -- ${q(path)}`, { sink });
    },
    async write(path, content, atMost) {
      const size = Buffer.isBuffer(content) ? content.length : (await stat(content.file)).size;
      const undo = `rm -f "$t"`;
      const script = [...newFile(q(path)), ...received(size), ...takesPlace(q(path), { atMost, undo })];
      await sh(script.join("\n"), { stdin: content });
    },
    async place(from, path, atMost) {
      const undo = `[ "$t" = ${q(from)} ] || rm -f "$t"`;
      await sh([...broughtBeside(q(from), q(path)), ...takesPlace(q(path), { atMost, undo })].join("\n"));
    },
    makeDirectory: async (path) => void (await sh(`mkdir -- ${q(path)} || [ -d ${q(path)} ]`)),
    remove: async (path) => void (await sh(`rm -rf -- ${q(path)}`)),
    chmod: async (path, mode) => void (await sh(`chmod ${mode.toString(8).padStart(4, "0")} -- ${q(path)}`)),
    async chown(path, uid, gid) {
      await sh(`chown -h ${uid < 0 ? "" : uid}${gid < 0 ? "" : `:${gid}`} -- ${q(path)}`);
    },
    async utimes(path, atime, mtime) {
      await sh(`touch -a -d @${atime} -- ${q(path)} && touch -m -d @${mtime} -- ${q(path)}`);
    },
    readLink: async (path) => (await sh(`readlink -- ${q(path)}`)).toString("utf8").replace(/\n$/, ""),
    async link(target, path, kind) {
      await sh(`ln ${kind === "symbolic" ? "-s " : ""}-- ${q(target)} ${q(path)}`);
    },
    rename: async (from, to) => void (await sh(`mv -f -- ${q(from)} ${q(to)}`)),
    async list(path) {
      const output = await sh(
        `cd -- ${q(path)} && for f in * .*; do [ -e "$f" ] || [ -L "$f" ] && printf '%s\\0' "$f"; done; true`,
      );
      return output
        .toString("utf8")
        .split("\0")
        .filter((name) => name !== "" && name !== "." && name !== "..");
    },
  };
}

/** `$t` is a new file beside the path that only its owner may read. */
function newFile(path: string): readonly string[] {
  return [`t=$(mktemp ${path}.XXXXXX) || exit 1`];
}

/** Standard input goes into `$t`; one that was cut short on its way is none. */
function received(size: number): readonly string[] {
  const complaint = `echo "The content did not arrive whole" >&2`;
  return [
    `cat > "$t" || { rm -f "$t"; exit 1; }`,
    `[ "$(wc -c < "$t")" -eq ${size} ] || { ${complaint}; rm -f "$t"; exit 1; }`,
  ];
}

/** `$t` is the other file, or a copy of it where that is on another file system, which nothing can be renamed from. */
function broughtBeside(from: string, path: string): readonly string[] {
  return [
    `t=${from}`,
    `if [ "$(stat -c %d -- ${from})" != "$(stat -L -c %d -- "$(dirname -- ${path})")" ]; then`,
    ...newFile(path),
    `cat < ${from} > "$t" || { rm -f "$t"; exit 1; }`,
    "fi",
  ];
}

interface Taking {
  readonly atMost: number | undefined;
  /** What is done with `$t` when its place can not be taken. */
  readonly undo: string;
}

/** `$t` gets the old file's owner and mode and its place. */
function takesPlace(path: string, { atMost = 0o7777, undo }: Taking): readonly string[] {
  const mask = `0${atMost.toString(8)}`;
  return [
    `if [ -e ${path} ]; then chown "$(stat -L -c %u:%g -- ${path})" "$t" 2>/dev/null; m=0$(stat -L -c %a -- ${path})`,
    `else m=$((0666 & ~0$(umask))); fi`,
    `chmod "$(printf '%o' $((m & ${mask})))" "$t" && mv -f -- "$t" ${path} || { ${undo}; exit 1; }`,
  ];
}

/** @throws HintedError TASK_FAILED for what may not be looked at: whether it is there, nobody knows */
async function look(execute: Execute, shell: string): Promise<FileInfo | undefined> {
  const { rc, stdout, stderr } = await execute({ shell, env: WORDS }, NEVER);
  if (rc === 0) return parseStat(stdout.toString("utf8").trim());
  const said = stderr.toString("utf8").trim();
  if (/: (?:No such file or directory|Not a directory)$/m.test(said)) return undefined;
  throw failed(said === "" ? `exit code ${rc}` : said);
}

function parseStat(line: string): FileInfo {
  const [kind = "", mode = "", uid, gid, owner = "", group = "", size, inode, device, links, ...times] =
    line.split("|");
  const [atime, mtime, ctime] = times;
  return {
    kind: KINDS[kind] ?? "file",
    mode: Number.parseInt(mode, 8),
    uid: Number(uid),
    gid: Number(gid),
    owner,
    group,
    size: Number(size),
    inode: Number(inode),
    device: Number(device),
    links: Number(links),
    atime: withFraction(atime, times[4]),
    mtime: withFraction(mtime, times[3]),
    ctime: withFraction(ctime, times[5]),
  };
}

/** Seconds with the fraction that only the readable form of the time has. */
function withFraction(seconds: string | undefined, readable: string | undefined): number {
  const fraction = /\.(\d+)/.exec(readable ?? "")?.[1] ?? "0";
  return Number(`${seconds ?? "0"}.${fraction}`);
}

function failed(message: string): HintedError {
  if (/No space left on device|Disk quota exceeded/.test(message))
    return new HintedError("TARGET_DISK_FULL", message, { hint: "Make room on that file system: nothing was changed" });
  return new HintedError("TASK_FAILED", message, { hint: "Check the path and the permissions on the target" });
}
