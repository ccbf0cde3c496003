import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, getGuest, type GuestType, listGuests } from "../../core/proxmox/guests.ts";
import type { Args, Options } from "../../core/spec/options.ts";

/** Options of modules that act on one guest or a group of them. */
export const guestSelection = {
  vmid: { type: "int", min: 100, description: "Id of the guest." },
  name: { type: "str", aliases: ["hostname"], description: "Name of the guest, when it is the only one of that name." },
  vmids: { type: "list", elements: "int", description: "Ids of several guests." },
  names: { type: "list", elements: "str", description: "Names of several guests." },
} as const satisfies Options;

type Selection = Args<typeof guestSelection>;

/** At least one way to name a guest must be used. */
export const guestSelectionNeeded: readonly string[] = Object.keys(guestSelection);

/**
 * The guests a task names, each once, in the order named; one request, whatever their number.
 * @throws HintedError GUEST_NOT_FOUND, GUEST_AMBIGUOUS
 */
export async function selectGuests(
  client: ProxmoxClient,
  args: Selection,
  type?: GuestType,
): Promise<readonly Guest[]> {
  const listed = await listGuests(client);
  const ids = [...(args.vmid === undefined ? [] : [args.vmid]), ...(args.vmids ?? [])];
  const names = [...(args.name === undefined ? [] : [args.name]), ...(args.names ?? [])];
  const found = new Map<number, Guest>();
  for (const wanted of [...ids.map((vmid) => ({ vmid })), ...names.map((name) => ({ name }))]) {
    const guest = await getGuest(client, listed, { ...wanted, type });
    found.set(guest.vmid, guest);
  }
  return [...found.values()];
}
