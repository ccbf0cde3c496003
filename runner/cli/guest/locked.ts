import type { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { guestPath } from "../../../core/proxmox/guests.ts";
import type { ListedGuest } from "./listed-guest.ts";
import type { Outcome } from "./outcome.ts";

interface Asking {
  readonly client: ProxmoxClient;
  /** Whether the action is what ends a VM's sleep on disk. */
  readonly wakes: boolean;
}

/** How a dry run fails where the server would refuse to act: on a guest that is locked (`lock` of `GET .../status/current`). @throws HintedError PROXMOX_* */
export async function lockedOutcome(guest: ListedGuest, { client, wakes }: Asking): Promise<Outcome | undefined> {
  const { lock } = await client.get<{ readonly lock?: string }>(`${guestPath(guest)}/status/current`);
  if (lock === undefined || (wakes && lock === "suspended")) return undefined;
  const title = guest.type === "qemu" ? "VM" : "CT";
  const hint =
    lock === "suspended"
      ? `it sleeps on disk, wake it first with pveplay vm resume ${guest.vmid}`
      : `wait for the task that holds the lock: pveplay task list --vmid ${guest.vmid}`;
  return { state: "failed", text: `${title} is locked (${lock}), and the server would refuse: ${hint}`, details: [] };
}
