import { randomBytes } from "node:crypto";
import {
  chmod,
  chown,
  copyFile,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { createReadStream, lchown, type Stats } from "node:fs";
import { promisify } from "node:util";
import type { InputFile } from "../../../core/command-streams.ts";
import { flow } from "./flow.ts";
import { groupName, userName } from "./accounts.ts";
import type { FileInfo, FileKind, TargetFiles } from "./target.ts";

/** Files of this machine, as the user the runner runs as. */
export const localFiles: TargetFiles = {
  async stat(path, { follow = false } = {}) {
    const stats = await (follow ? stat(path) : lstat(path)).catch(nothingThere);
    return stats && describe(stats);
  },
  read: (path) => readFile(path),
  readInto: (path, sink) => flow(createReadStream(path), sink),
  write: writeAtomically,
  place: moveInto,
  async makeDirectory(path) {
    await mkdir(path).catch(async (error: unknown) => {
      if (!(await stat(path).catch(nothingThere))?.isDirectory()) throw error;
    });
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
  chmod,
  async chown(path, uid, gid) {
    const stats = await lstat(path);
    await promisify(lchown)(path, uid < 0 ? stats.uid : uid, gid < 0 ? stats.gid : gid);
  },
  utimes,
  readLink: (path) => readlink(path),
  link: (target, path, kind) => (kind === "hard" ? link(target, path) : symlink(target, path)),
  rename,
  list: (path) => readdir(path),
};

/** Permissions of a new file before the umask takes its part. */
const USUAL = 0o666;

/** Writes beside the file and renames, so that readers see the old or the new content and nothing between. */
async function writeAtomically(path: string, content: Buffer | InputFile, atMost = 0o7777): Promise<void> {
  const make = async (temporary: string, mode: number): Promise<void> => {
    await writeFile(temporary, Buffer.isBuffer(content) ? content : "", { mode, flag: "wx" });
    if (!Buffer.isBuffer(content)) await copyFile(content.file, temporary);
  };
  await replacing(path, { atMost, make, undo: (temporary) => rm(temporary, { force: true }) });
}

/** Renames where that can be done, else copies beside the path first: another file system can not be renamed from. What fails leaves the other file where it was. */
async function moveInto(from: string, path: string, atMost = 0o7777): Promise<void> {
  let moved: string | undefined;
  const bring = async (temporary: string, mode: number): Promise<void> => {
    try {
      await rename(from, temporary);
      moved = temporary;
    } catch (error) {
      if (codeOf(error) !== "EXDEV") throw error;
      await writeFile(temporary, "", { mode, flag: "wx" });
      await copyFile(from, temporary);
    }
    await chmod(temporary, mode & ~process.umask());
  };
  const undo = (temporary: string): Promise<void> =>
    moved === temporary ? rename(temporary, from) : rm(temporary, { force: true });
  await replacing(path, { atMost, make: bring, undo });
  await rm(from, { force: true });
}

interface Replacing {
  readonly atMost: number;
  /** Makes the new file beside the path with the mode it is given; it then takes the place of the old one. */
  readonly make: (temporary: string, mode: number) => Promise<void>;
  /** Clears away what was made when the place can not be taken. */
  readonly undo: (temporary: string) => Promise<void>;
}

async function replacing(path: string, { atMost, make, undo }: Replacing): Promise<void> {
  const existing = await stat(path).catch(nothingThere);
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await make(temporary, existing ? 0o600 : USUAL & atMost);
    if (existing) {
      await chown(temporary, existing.uid, existing.gid).catch(() => undefined);
      await chmod(temporary, existing.mode & 0o7777 & atMost);
    }
    await rename(temporary, path);
  } catch (error) {
    await undo(temporary);
    throw error;
  }
}

function nothingThere(error: unknown): undefined {
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  throw error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function describe(stats: Stats): FileInfo {
  return {
    kind: kindOf(stats),
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    owner: userName(stats.uid),
    group: groupName(stats.gid),
    size: stats.size,
    inode: stats.ino,
    device: stats.dev,
    links: stats.nlink,
    atime: stats.atimeMs / 1000,
    mtime: stats.mtimeMs / 1000,
    ctime: stats.ctimeMs / 1000,
  };
}

function kindOf(stats: Stats): FileKind {
  if (stats.isSymbolicLink()) return "link";
  if (stats.isDirectory()) return "directory";
  if (stats.isFIFO()) return "fifo";
  if (stats.isSocket()) return "socket";
  if (stats.isBlockDevice()) return "block";
  return stats.isCharacterDevice() ? "char" : "file";
}
