import { randomBytes } from "node:crypto";
import {
  chmod,
  chown,
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
import { lchown, type Stats } from "node:fs";
import { promisify } from "node:util";
import { groupName, userName } from "./accounts.ts";
import type { FileInfo, FileKind, TargetFiles } from "./target.ts";

/** Files of this machine, as the user the runner runs as. */
export const localFiles: TargetFiles = {
  async stat(path, { follow = false } = {}) {
    const stats = await (follow ? stat(path) : lstat(path)).catch(nothingThere);
    return stats && describe(stats);
  },
  read: (path) => readFile(path),
  write: writeAtomically,
  async makeDirectory(path) {
    await mkdir(path);
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

/** Writes beside the file and renames, so that readers see the old or the new content and nothing between. */
async function writeAtomically(path: string, content: Buffer): Promise<void> {
  const existing = await stat(path).catch(nothingThere);
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await writeFile(temporary, content, { mode: existing ? 0o600 : 0o666, flag: "wx" });
    if (existing) {
      await chown(temporary, existing.uid, existing.gid).catch(() => undefined);
      await chmod(temporary, existing.mode & 0o7777);
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function nothingThere(error: unknown): undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  throw error;
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
