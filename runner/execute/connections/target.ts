import type { Writable } from "node:stream";
import type { CommandInput, InputFile } from "../../../core/command-streams.ts";

/** A command for a target: either an argument vector or text for its shell. */
export interface Command {
  readonly argv?: readonly string[];
  readonly shell?: string;
  /** Shell for `shell`; `/bin/sh` when not given. */
  readonly executable?: string | undefined;
  readonly stdin?: CommandInput | undefined;
  /** Takes the standard output in place of the result; it is not ended. */
  readonly sink?: Writable | undefined;
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** What a command came to. */
export interface CommandResult {
  /** Exit code; -n for signal n, as Python has it, where the connection tells signals. */
  readonly rc: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** Kinds of files a {@link FileInfo} tells apart. */
export type FileKind = "file" | "directory" | "link" | "fifo" | "socket" | "block" | "char";

/** What is known of a path, links not followed. */
export interface FileInfo {
  readonly kind: FileKind;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly owner: string;
  readonly group: string;
  readonly size: number;
  readonly inode: number;
  readonly device: number;
  readonly links: number;
  /** Seconds since 1970, fractional. */
  readonly atime: number;
  readonly mtime: number;
  readonly ctime: number;
}

/** Files of a target; relative paths start at the login's home (over ssh) or the playbook's folder (local). */
export interface TargetFiles {
  /** Undefined when there is nothing; `follow` looks through links. */
  stat(path: string, options?: { readonly follow?: boolean }): Promise<FileInfo | undefined>;
  read(path: string): Promise<Buffer>;
  /** The content piece by piece, for files of any size; the sink is not ended. */
  readInto(path: string, sink: Writable): Promise<void>;
  /**
   * Writes beside the path and renames, keeping owner and mode of a file that is there, but no permission beyond `atMost`.
   * A file of this machine is never held whole.
   */
  write(path: string, content: Buffer | InputFile, atMost?: number): Promise<void>;
  /**
   * Puts another file of the target in the place of the path, with the owner and mode that `write` gives. The other file is
   * moved, or copied where it can not be; what fails leaves it where it was.
   */
  place(from: string, path: string, atMost?: number): Promise<void>;
  /** Another task on the same machine may have made it in the meantime: that is fine. */
  makeDirectory(path: string): Promise<void>;
  /** Removes a file, link or whole directory; nothing there is fine. */
  remove(path: string): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
  /** `-1` leaves one as it is; links themselves are changed. */
  chown(path: string, uid: number, gid: number): Promise<void>;
  utimes(path: string, atime: number, mtime: number): Promise<void>;
  readLink(path: string): Promise<string>;
  link(target: string, path: string, kind: "symbolic" | "hard"): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  list(path: string): Promise<readonly string[]>;
}

/** A machine a task acts on, as the user it acts as. */
export interface Target {
  /** Whether it is this machine. */
  readonly isLocal: boolean;
  /** Whether commands run as another user than the one that connects. */
  readonly becomes: boolean;
  readonly files: TargetFiles;
  exec(command: Command, signal: AbortSignal): Promise<CommandResult>;
}
