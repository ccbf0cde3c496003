import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";

/**
 * Runs a step while the file systems of the guests are frozen by their agents. They are thawed however the step ends, and also
 * when only some could be frozen: a guest left frozen hangs.
 * @throws HintedError AGENT_NOT_RUNNING when a guest can not be frozen, and whatever the step throws
 */
export async function whileFrozen<T>(
  client: ProxmoxClient,
  guests: readonly Guest[],
  step: () => Promise<T>,
): Promise<T> {
  if (guests.length === 0) return step();
  try {
    await Promise.all(guests.map((guest) => freeze(client, guest)));
    return await step();
  } finally {
    await Promise.all(
      guests.map((guest) => client.post(`${guestPath(guest)}/agent/fsfreeze-thaw`).catch(() => undefined)),
    );
  }
}

async function freeze(client: ProxmoxClient, guest: Guest): Promise<void> {
  try {
    await client.post(`${guestPath(guest)}/agent/fsfreeze-freeze`);
  } catch (error) {
    if (error instanceof HintedError && error.code === "PROXMOX_FORBIDDEN") throw error;
    throw new HintedError(
      "AGENT_NOT_RUNNING",
      `The file systems of VM ${guest.vmid} can not be frozen: ${error instanceof Error ? error.message : String(error)}`,
      {
        hint: "Switch its agent on ('agent: true') and start qemu-guest-agent in it, or leave out 'freeze'",
        cause: error,
      },
    );
  }
}
