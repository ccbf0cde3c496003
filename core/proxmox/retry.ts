import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, isProxyFailure } from "./api-error.ts";
import { HintedError } from "../errors.ts";
import { wasNotSent } from "./network-error.ts";

/** Pauses before the second, third, ... try, in ms. */
const PAUSES = [200, 600, 1500];

/** How PVE says that a file or the cluster's configuration stayed locked, so that the call did nothing. A bare `got timeout` says the reverse: a command was sent to a VM or its agent, and may be at work. */
const LOCK_NOT_GOT = /can't lock file .* - got timeout|got lock request timeout/;

/**
 * Runs a call again when that is safe: a read after a server or network failure, a write only when it was never sent or when the
 * server says it gave up waiting for a lock (nothing was done then). A write whose answer was lost is never repeated.
 */
export async function withRetries<T>(method: string, call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const pause of PAUSES) {
    try {
      return await call();
    } catch (error) {
      if (signal.aborted || !isSafe(method, error)) throw error;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
  return call();
}

function isSafe(method: string, error: unknown): boolean {
  if (error instanceof ApiError) {
    if (error.code === "PROXMOX_LOCKED") return LOCK_NOT_GOT.test(error.answer.message);
    return method === "GET" && isProxyFailure(error);
  }
  if (!(error instanceof HintedError)) return false;
  if (error.code === "PROXMOX_UNREACHABLE") return wasNotSent(error.cause);
  return method === "GET" && error.code === "PROXMOX_CONNECTION_LOST";
}
