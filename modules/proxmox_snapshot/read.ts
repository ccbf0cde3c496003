import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";
import { selectGuests } from "../kit/guest-selection.ts";
import { memorySizes } from "./memory-sizes.ts";
import { storagesOf, unableDisks, youngestOnlyDisks } from "./obstacles.ts";
import type { SnapshotArgs } from "./options.ts";
import { youngerThan } from "./plan.ts";
import { untilQuiet } from "./quiet.ts";
import type { Current, Snapshot, SnapshotGuest } from "./state.ts";

/** Looks: the resource list once, then each guest's snapshots, all at once; power and obstacles only where a step needs them. */
export async function read(client: ProxmoxClient, args: SnapshotArgs): Promise<Current> {
  const guests = await selectGuests(client, args);
  if (args.state === "ready") await untilQuiet(client, guests, args.timeout);
  return {
    guests: await Promise.all(guests.map((guest) => readGuest(client, guest, args))),
    now: Math.floor(Date.now() / 1000),
  };
}

async function readGuest(client: ProxmoxClient, guest: Guest, args: SnapshotArgs): Promise<SnapshotGuest> {
  const path = guestPath(guest);
  const needsPower = args.state === "rollback" || args.state === "ready" || (args.state === "present" && args.freeze);
  const [listed, power] = await Promise.all([
    client.get<readonly Snapshot[]>(`${path}/snapshot`),
    needsPower ? client.get<{ readonly status: string }>(`${path}/status/current`) : guest,
  ]);
  const snapshots = listed.filter(({ name }) => name !== "current");
  const base = { guest, snapshots, running: power.status === "running", unable: [], youngestOnly: [], storages: [] };
  if (args.state === "list") {
    const sizes = await memorySizes(client, guest, snapshots);
    return {
      ...base,
      snapshots: snapshots.map((snapshot) => ({ ...snapshot, memory_size: sizes.get(snapshot.name) })),
    };
  }
  if (args.state === "ready")
    return args.snapname === undefined ? base : { ...base, ...(await abilities(client, guest)) };
  const hasIt = snapshots.some(({ name }) => name === args.snapname);
  if (args.state === "present" && !hasIt) return { ...base, unable: await unableDisks(client, guest) };
  const isOlder = hasIt && args.snapname !== undefined && youngerThan(base, args.snapname).length > 0;
  return args.state === "rollback" && (isOlder || args.safety_snapshot !== undefined)
    ? { ...base, youngestOnly: await youngestOnlyDisks(client, guest) }
    : base;
}

async function abilities(client: ProxmoxClient, guest: Guest): Promise<Pick<SnapshotGuest, "unable" | "storages">> {
  const [unable, storages] = await Promise.all([unableDisks(client, guest), storagesOf(client, guest)]);
  return { unable, storages };
}
