import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";
import { selectGuests } from "../kit/guest-selection.ts";
import type { SnapshotArgs } from "./options.ts";
import type { Snapshot, SnapshotGuest } from "./plan.ts";

/** Looks: the resource list once, then the snapshots of each guest, all at once; the power too where a rollback needs it. */
export async function read(client: ProxmoxClient, args: SnapshotArgs): Promise<readonly SnapshotGuest[]> {
  const guests = await selectGuests(client, args);
  return Promise.all(guests.map((guest) => readGuest(client, guest, args.state === "rollback")));
}

async function readGuest(client: ProxmoxClient, guest: Guest, withPower: boolean): Promise<SnapshotGuest> {
  const path = guestPath(guest);
  const [snapshots, power] = await Promise.all([
    client.get<readonly Snapshot[]>(`${path}/snapshot`),
    withPower ? client.get<{ readonly status: string }>(`${path}/status/current`) : guest,
  ]);
  return { guest, snapshots: snapshots.filter(({ name }) => name !== "current"), running: power.status === "running" };
}
