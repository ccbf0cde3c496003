import { setTimeout as sleep } from "node:timers/promises";
import { HintedError } from "../../core/errors.ts";
import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";
import { withoutStop } from "../../core/proxmox/without-stop.ts";
import { onAll, type Outcome } from "./outcomes.ts";

/** Milliseconds before the second and third try to thaw: a node may be out of reach for a moment. */
const PAUSES = [500, 1500];

/** What a step under frozen file systems brought, and the guests that could not be thawed after it. */
export interface Thawed<T> {
  readonly value: T;
  readonly stuck: readonly Outcome[];
}

/**
 * Runs a step while the file systems of the guests are frozen by their agents. They are thawed however the step ends, also when the
 * process was told to stop and when only some could be frozen: a guest left frozen hangs.
 * @throws HintedError AGENT_NOT_RUNNING when a guest can not be frozen, and whatever the step throws; GUEST_FROZEN in place of either when a guest then stays frozen
 */
export async function whileFrozen<T>(
  client: ProxmoxClient,
  guests: readonly Guest[],
  step: () => Promise<T>,
): Promise<Thawed<T>> {
  const freezes = await onAll(guests, async (guest) => {
    await client.post(`${guestPath(guest)}/agent/fsfreeze-freeze`);
    return [];
  });
  const [ended] = await Promise.allSettled([stepUnless(freezes, step)]);
  const frozen = freezes.filter(({ error }) => mayBeFrozen(error)).map(({ guest }) => guest);
  const cleaner = withoutStop(client);
  const stuck = (
    await onAll(frozen, async (guest) => {
      await thaw(cleaner, guest);
      return [];
    })
  ).filter(({ error }) => error !== undefined);
  if (ended.status === "fulfilled") return { value: ended.value, stuck };
  throw stuck.length > 0 ? leftFrozen(stuck, ended.reason) : ended.reason;
}

/** The step, or the reason why a guest could not be frozen for it. */
async function stepUnless<T>(freezes: readonly Outcome[], step: () => Promise<T>): Promise<T> {
  const hindered = freezes.find(({ error }) => error !== undefined);
  if (hindered) throw notFrozen(hindered);
  return step();
}

/** A server's plain refusal tells that nothing was frozen; an answer that was lost or late tells nothing. */
function mayBeFrozen(error: unknown): boolean {
  if (error instanceof HintedError && error.code === "INTERRUPTED") return false;
  return !(error instanceof ApiError) || error.answer.status > 500 || /timeout|frozen/.test(error.answer.message);
}

/** Thawing what is thawed does nothing, so that trying again is safe. */
async function thaw(client: ProxmoxClient, guest: Guest): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await client.post(`${guestPath(guest)}/agent/fsfreeze-thaw`);
      return;
    } catch (error) {
      // A VM that went off meanwhile has nothing frozen any more.
      if (error instanceof ApiError && /VM \d+ is not running/.test(error.answer.message)) return;
      const pause = PAUSES[attempt];
      if (pause === undefined) throw error;
      await sleep(pause);
    }
  }
}

function notFrozen({ guest, error }: Outcome): unknown {
  if (error instanceof HintedError && (error.code === "PROXMOX_FORBIDDEN" || error.code === "INTERRUPTED"))
    return error;
  return new HintedError(
    "AGENT_NOT_RUNNING",
    `The file systems of VM ${guest.vmid} can not be frozen: ${messageOf(error)}`,
    {
      hint: "Switch its agent on ('agent: true') and start qemu-guest-agent in it, or leave out 'freeze'",
      cause: error,
    },
  );
}

/** That guests stayed frozen, after a step that went well or after its failure. */
export function leftFrozen(stuck: readonly Outcome[], after?: unknown): HintedError {
  const list = stuck.map(({ guest, error }) => `VM ${guest.vmid} could not be thawed (${messageOf(error)})`).join(", ");
  const before = after === undefined ? "" : `${messageOf(after)}; `;
  const commands = stuck.map(({ guest }) => `qm guest cmd ${guest.vmid} fsfreeze-thaw (on ${guest.node})`);
  return new HintedError("GUEST_FROZEN", `${before}${list}: its programs hang until it is`, {
    hint: `Thaw it at once: ${commands.join(", ")}`,
    details: {
      ...(after instanceof HintedError ? after.details : {}),
      still_frozen: stuck.map(({ guest }) => guest.vmid),
    },
    cause: after ?? stuck[0]?.error,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
