import type { Change, Target } from "./change.ts";
import type { GuestArgs } from "./guest-args.ts";
import type { Current } from "./state.ts";

/** Keys that running guests of both kinds take up at once (source: the fast-plug tables of qemu-server and pve-container). */
const NEVER_WAIT = new Set(["description", "hookscript", "name", "onboot", "protection", "startup", "tags"]);

/** A guest that may need a reboot, with the changes planned before it. */
export interface RebootQuestion {
  readonly target: Target;
  readonly current: Extract<Current, { kind: "found" }>;
  readonly before: readonly Change[];
}

/**
 * Changes that wait for a reboot get one only when the task says so, and then once. Whether a change of a running guest will wait
 * only the server tells: then the reboot is planned as one that may turn out not to be needed. So it is where a guest moves with
 * something pending: a container is restarted on the way.
 */
export function rebootChanges({ target, current, before }: RebootQuestion, args: GuestArgs): readonly Change[] {
  if (args.reboot !== "when_needed" || current.power.status !== "running") return [];
  if (args.state === "restarted" || args.state === "stopped") return [];
  const isPending = current.pending.length > 0;
  const isOpen = before.some(mayLeavePending) || (isPending && before.some(({ kind }) => kind === "migrate"));
  if (isOpen) return [{ kind: "reboot_if_pending", target }];
  return isPending ? [{ kind: "power", target, action: "reboot", from: "running" }] : [];
}

function mayLeavePending(change: Change): boolean {
  if (change.kind === "unlink") return true;
  return change.kind === "config" && [...Object.keys(change.set), ...change.remove].some((key) => !NEVER_WAIT.has(key));
}
