import { HintedError } from "../../core/errors.ts";

/** A backup task says only that its job had errors: what they were stands in its log. Any other error stays as it is. */
export function explained(error: unknown): unknown {
  if (!(error instanceof HintedError) || error.code !== "PROXMOX_TASK_FAILED") return error;
  const log = error.details["task_log"];
  const lines = Array.isArray(log) ? log.map(String) : [];
  const reason = lines.map((line) => /^ERROR: Backup of VM \d+ failed - (.*)$/s.exec(line)?.[1]).find(Boolean);
  if (reason === undefined) return error;
  return new HintedError(error.code, `${error.message}: ${reason}`, {
    hint: hintFor(reason) ?? error.hint,
    details: error.details,
    cause: error,
  });
}

function hintFor(reason: string): string | undefined {
  if (/no space left|ENOSPC/i.test(reason)) return "Make room on the storage, with 'prune' for example, and run again";
  if (/is locked|can't lock|got timeout/.test(reason)) return "Wait for what holds the lock, then run again";
  return undefined;
}
