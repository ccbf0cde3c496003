import { randomBytes } from "node:crypto";
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HintedError } from "./errors.ts";

/** What is done under a lock takes milliseconds: an older lock was left by a process that was killed. */
const STALE_MS = 5_000;
const PATIENCE_MS = 15_000;

/**
 * Does work on a file while no other process does, through whatever links they name it: several that read, change and write one
 * file must each find what the others wrote. The work takes milliseconds. @throws HintedError FILE_UNREADABLE when there can be no
 * lock beside the file, or it is never free
 */
export async function whileLocked<T>(file: string, work: () => T): Promise<T> {
  const target = followed(file);
  const lock = join(dirname(target), `.${basename(target)}.lock`);
  const mark = randomBytes(12).toString("hex");
  const deadline = Date.now() + PATIENCE_MS;
  while (!take(lock, mark)) {
    if (Date.now() > deadline) throw busy(lock);
    await sleep(10 + Math.random() * 20);
  }
  try {
    return work();
  } finally {
    release(lock, mark);
  }
}

function take(lock: string, mark: string): boolean {
  try {
    const descriptor = openSync(lock, "wx", 0o600);
    writeSync(descriptor, mark);
    closeSync(descriptor);
    return true;
  } catch (cause) {
    if (!isSystemError(cause, "EEXIST")) throw impossible(lock, cause);
    if (isStale(lock)) breakOpen(lock, mark);
    return false;
  }
}

function isStale(lock: string): boolean {
  const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - since > STALE_MS;
}

/** Moved away rather than removed: of several that find it stale one succeeds, and what turns out to be the lock of the next is put back. */
function breakOpen(lock: string, mark: string): void {
  const moved = `${lock}.${mark}`;
  try {
    renameSync(lock, moved);
    if (!isStale(moved)) linkSync(moved, lock);
  } catch (error) {
    if (!isSystemError(error, "ENOENT") && !isSystemError(error, "EEXIST")) throw error;
  }
  rmSync(moved, { force: true });
}

/** A lock that was taken for stale meanwhile is somebody else's now. */
function release(lock: string, mark: string): void {
  try {
    if (readFileSync(lock, "latin1") === mark) rmSync(lock, { force: true });
  } catch (error) {
    if (!isSystemError(error, "ENOENT")) throw error;
  }
}

function followed(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function impossible(lock: string, cause: unknown): HintedError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new HintedError("FILE_UNREADABLE", `Can not lock ${lock}: ${reason}`, {
    hint: "Check that you may write into its folder, and that there is space",
    cause,
  });
}

function busy(lock: string): HintedError {
  return new HintedError("FILE_UNREADABLE", `${lock} is held by another process`, {
    hint: "Remove it when no other run is at work, and run again",
  });
}
