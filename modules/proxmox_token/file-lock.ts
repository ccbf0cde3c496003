import { closeSync, openSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HintedError } from "../../core/errors.ts";

/** What is done under a lock takes milliseconds: an older lock was left by a process that was killed. */
const STALE_MS = 5_000;
const PATIENCE_MS = 15_000;

/**
 * Does work on a file while no other process does: a play for many hosts writes secrets into one file from several processes at
 * once, and each must find what the others wrote. @throws HintedError FILE_UNREADABLE when the lock is never free
 */
export async function whileLocked<T>(file: string, work: () => T): Promise<T> {
  const lock = join(dirname(file), `.${basename(file)}.lock`);
  const deadline = Date.now() + PATIENCE_MS;
  while (!take(lock)) {
    if (Date.now() > deadline) throw busy(lock);
    await sleep(10 + Math.random() * 20);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, "wx", 0o600));
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > STALE_MS) rmSync(lock, { force: true });
    return false;
  }
}

function busy(lock: string): HintedError {
  return new HintedError("FILE_UNREADABLE", `${lock} is held by another process`, {
    hint: "Remove it when no other run is at work, and run again",
  });
}
