import { setTimeout as sleep } from "node:timers/promises";
import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";

/** Open consoles are tasks as long as somebody looks at them; they change nothing. */
const CONSOLES = new Set(["vncproxy", "vncshell", "spiceproxy", "spiceshell", "termproxy"]);
/** A hibernated guest keeps its lock until somebody resumes it: waiting would not help. */
const LASTING = "suspended";
/** Milliseconds between looks: a task that is about to end is not waited for a whole second. */
const PAUSES = [50, 100, 200, 500];
const LONGEST_PAUSE = 1000;

/**
 * Waits until no task is at work on the guests and none is locked. Tasks of others are seen with Sys.Audit only, locks always.
 * @param timeout seconds, for all guests together
 * @throws HintedError PROXMOX_LOCKED with what holds them, GUEST_STATE for a hibernated guest, INTERRUPTED
 */
export async function untilQuiet(client: ProxmoxClient, guests: readonly Guest[], timeout: number): Promise<void> {
  const deadline = Date.now() + timeout * 1000;
  for (let look = 0, waiting = guests; ; look++) {
    const holders = await Promise.all(waiting.map(async (guest) => ({ guest, holder: await holderOf(client, guest) })));
    const held = holders.filter(({ holder }) => holder !== undefined);
    if (held.length === 0) return;
    if (Date.now() >= deadline) throw stillHeld(held, timeout);
    await sleep(PAUSES[look] ?? LONGEST_PAUSE, undefined, { signal: client.signal }).catch(() => undefined);
    if (client.signal.aborted) throw interrupted(held);
    waiting = held.map(({ guest }) => guest);
  }
}

interface Held {
  readonly guest: Guest;
  /** Such as `task qmsnapshot` or `lock backup`; undefined when nothing does. */
  readonly holder: string | undefined;
}

interface ActiveTask {
  readonly type: string;
  /** The list also has tasks that have just ended. */
  readonly endtime?: number;
}

async function holderOf(client: ProxmoxClient, guest: Guest): Promise<string | undefined> {
  const [{ lock }, tasks] = await Promise.all([
    client.get<{ readonly lock?: string }>(`${guestPath(guest)}/status/current`),
    client.get<readonly ActiveTask[]>(`/nodes/${encodeURIComponent(guest.node)}/tasks`, {
      source: "active",
      vmid: guest.vmid,
    }),
  ]);
  if (lock === LASTING) throw hibernated(guest);
  const task = tasks.find(({ type, endtime }) => endtime === undefined && !CONSOLES.has(type));
  if (task) return `task ${task.type}`;
  return lock === undefined ? undefined : `lock ${lock}`;
}

function listOf(held: readonly Held[]): string {
  return held.map(({ guest, holder }) => `${guest.vmid} (${holder ?? ""})`).join(", ");
}

function stillHeld(held: readonly Held[], timeout: number): HintedError {
  return new HintedError("PROXMOX_LOCKED", `Still at work or locked after ${timeout} s: ${listOf(held)}`, {
    hint: "Wait for the task and run again; a lock without a task is left over, and goes with qm unlock or pct unlock on the node",
    details: { failed_on: held.map(({ guest }) => guest.vmid) },
  });
}

function hibernated({ vmid }: Guest): HintedError {
  return new HintedError("GUEST_STATE", `Guest ${vmid} is hibernated, which no snapshot can be taken of`, {
    hint: "Resume it first, for example with proxmox_vm and 'state: resumed', or leave it out",
  });
}

function interrupted(held: readonly Held[]): HintedError {
  return new HintedError("INTERRUPTED", `Stopped while waiting for ${listOf(held)}`, {
    hint: "Run again: nothing was changed",
  });
}
