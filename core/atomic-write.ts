import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import type { Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { HintedError } from "./errors.ts";

const PRIVATE = 0o600;

/**
 * Replaces a file in one step: readers see the old bytes or the new ones, never a part, also after a crash.
 * An existing file keeps its mode and (where permitted) owner, a new one gets 0600 or `mode`; a symbolic link stays and
 * its target is replaced. @throws HintedError FILE_UNREADABLE
 */
export function writeAtomically(path: string, data: string | Uint8Array, mode?: number): void {
  try {
    replace(followed(path), data, mode);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HintedError("FILE_UNREADABLE", `Can not write ${path}: ${reason}`, {
      hint: "Check the directory's permissions and free space",
      cause,
    });
  }
}

function replace(target: string, data: string | Uint8Array, mode: number | undefined): void {
  const old = statSync(target, { throwIfNoEntry: false });
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    writeNew(temporary, data, (descriptor) => keepIdentity(descriptor, old, mode));
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncDirectory(dirname(target));
}

function writeNew(path: string, data: string | Uint8Array, prepare: (descriptor: number) => void): void {
  const descriptor = openSync(path, "wx", PRIVATE);
  try {
    const bytes = typeof data === "string" ? Buffer.from(data, "utf8") : data;
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
    prepare(descriptor);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function keepIdentity(descriptor: number, old: Stats | undefined, mode: number | undefined): void {
  if (old) keepOwner(descriptor, old);
  const wanted = mode ?? (old ? old.mode & 0o7777 : PRIVATE);
  fchmodSync(descriptor, wanted);
}

function keepOwner(descriptor: number, { uid, gid }: Stats): void {
  try {
    fchownSync(descriptor, uid, gid);
  } catch {
    // Only root may give files away; for others the file becomes their own, as with any editor that renames.
  }
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function followed(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
