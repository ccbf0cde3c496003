import { randomBytes } from "node:crypto";
import type { SFTPWrapper, Stats } from "ssh2";
import { HintedError } from "../errors.ts";

/** SFTP's status codes (draft-ietf-secsh-filexfer-02, section 7). */
const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;
const FAILURE = 4;

/** Files of a host by SFTP. Paths are absolute, or start at the login's home. */
export class SftpFiles {
  readonly #sftp: SFTPWrapper;

  constructor(sftp: SFTPWrapper) {
    this.#sftp = sftp;
  }

  /** A file's size in bytes and mode; undefined when nothing is there. @throws HintedError FILE_UNREADABLE */
  async stat(path: string): Promise<{ readonly size: number; readonly mode: number } | undefined> {
    const found = await called<Stats>((done) => this.#sftp.stat(path, done)).catch((error: unknown) => {
      if (codeOf(error) === NO_SUCH_FILE) return undefined;
      throw explained(error, path);
    });
    return found && { size: found.size, mode: found.mode & 0o7777 };
  }

  /** A whole file. @throws HintedError FILE_NOT_FOUND, FILE_UNREADABLE */
  async read(path: string): Promise<Buffer> {
    return called<Buffer>((done) => this.#sftp.readFile(path, done)).catch((error: unknown) => {
      throw explained(error, path);
    });
  }

  /**
   * Writes a file beside its place and renames it, so that readers see the old or the new content and nothing between;
   * the mode is the given one, else that of the file that was there. @throws HintedError TARGET_DISK_FULL, FILE_UNREADABLE
   */
  async write(path: string, content: Buffer, mode?: number): Promise<void> {
    const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
    const kept = mode ?? (await this.stat(path))?.mode ?? 0o644;
    try {
      await called<void>((done) => this.#sftp.writeFile(temporary, content, { mode: 0o600 }, done));
      await called<void>((done) => this.#sftp.chmod(temporary, kept, done));
      await called<void>((done) => this.#sftp.ext_openssh_rename(temporary, path, done));
    } catch (error) {
      const isFull = codeOf(error) === FAILURE && (await this.#isFull(path));
      await called<void>((done) => this.#sftp.unlink(temporary, done)).catch(() => undefined);
      throw isFull ? diskFull(path, error) : explained(error, path);
    }
  }

  /** Servers say no more than "Failure" when a disk is full: the free space tells. */
  async #isFull(path: string): Promise<boolean> {
    const folder = path.replace(/\/?[^/]*$/, "") || (path.startsWith("/") ? "/" : ".");
    const space = await called<{ f_bavail: number; f_favail: number; f_files: number }>((done) =>
      this.#sftp.ext_openssh_statvfs(folder, (error, info) => done(error, space_(info))),
    ).catch(() => undefined);
    return space !== undefined && (space.f_bavail === 0 || (space.f_files > 0 && space.f_favail === 0));
  }
}

function space_(info: unknown): { f_bavail: number; f_favail: number; f_files: number } {
  const found = Object(info);
  return { f_bavail: Number(found.f_bavail), f_favail: Number(found.f_favail), f_files: Number(found.f_files) };
}

function called<T>(call: (done: (error: Error | null | undefined, value?: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    // A call without a value has none to give.
    call((error, value) => (error ? reject(error) : resolve(value as T)));
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** A disk of a target without room. */
export function diskFull(path: string, cause?: unknown): HintedError {
  return new HintedError("TARGET_DISK_FULL", `No space left on the target for ${path}`, {
    hint: "Make room on that file system: nothing was changed",
    cause,
  });
}

function explained(error: unknown, path: string): HintedError {
  const code = codeOf(error);
  if (code === NO_SUCH_FILE)
    return new HintedError("FILE_NOT_FOUND", `${path} does not exist on the target`, {
      hint: "Check the path",
      cause: error,
    });
  const why = code === PERMISSION_DENIED ? "permission denied" : error instanceof Error ? error.message : String(error);
  return new HintedError("FILE_UNREADABLE", `${path} on the target: ${why}`, {
    hint: "Check the path and the permissions on the target",
    cause: error,
  });
}
