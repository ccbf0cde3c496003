import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";
import type { Snapshot } from "./state.ts";

interface Volume {
  readonly volid: string;
  readonly size: number;
}

/**
 * Bytes that the memory of each snapshot takes, by snapshot name; empty, and nothing is asked, where no snapshot has memory.
 * What a snapshot takes of the disks themselves the API does not tell: storages share it with what came later.
 */
export async function memorySizes(
  client: ProxmoxClient,
  guest: Guest,
  snapshots: readonly Snapshot[],
): Promise<ReadonlyMap<string, number>> {
  const withMemory = snapshots.filter(({ vmstate }) => vmstate === 1);
  const volumes = await Promise.all(withMemory.map((snapshot) => memoryVolume(client, guest, snapshot)));
  const storages = [...new Set(volumes.flatMap((volume) => volume?.split(":")[0] ?? []))];
  const lists = await Promise.all(
    storages.map((storage) =>
      client.get<readonly Volume[]>(
        `/nodes/${encodeURIComponent(guest.node)}/storage/${encodeURIComponent(storage)}/content`,
        { vmid: guest.vmid },
      ),
    ),
  );
  const sizes = new Map(lists.flat().map(({ volid, size }) => [volid, size]));
  return new Map(
    withMemory.flatMap(({ name }, index) => {
      const size = sizes.get(volumes[index] ?? "");
      return size === undefined ? [] : [[name, size] as const];
    }),
  );
}

async function memoryVolume(client: ProxmoxClient, guest: Guest, snapshot: Snapshot): Promise<string | undefined> {
  const path = `${guestPath(guest)}/snapshot/${encodeURIComponent(snapshot.name)}/config`;
  return (await client.get<{ readonly vmstate?: string }>(path)).vmstate;
}
