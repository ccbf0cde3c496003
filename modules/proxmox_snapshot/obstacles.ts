import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";
import type { Obstacle } from "./state.ts";

/** Storage types whose volumes can be part of a snapshot in every format (source: the feature tables of pve-storage). */
const ALWAYS = new Set(["lvmthin", "zfspool", "zfs", "rbd", "btrfs", "cephfs"]);

/** The disks of a guest for which the server says that it can not be snapshotted, or none when it can. */
export async function unableDisks(client: ProxmoxClient, guest: Guest): Promise<readonly Obstacle[]> {
  const { hasFeature } = await client.get<{ readonly hasFeature: number }>(`${guestPath(guest)}/feature`, {
    feature: "snapshot",
  });
  if (hasFeature === 1) return [];
  const disks = await disksOf(client, guest);
  const guilty = disks.filter(({ storageType, isQcow2 }) => !ALWAYS.has(storageType) && !isQcow2);
  return guilty.length > 0 ? guilty : disks;
}

/** The disks of a guest on storages that roll back to their youngest snapshot only. */
export async function youngestOnlyDisks(client: ProxmoxClient, guest: Guest): Promise<readonly Obstacle[]> {
  return (await disksOf(client, guest)).filter(({ storageType }) => storageType === "zfspool" || storageType === "zfs");
}

/** The storages the disks of a guest are on, each once. */
export async function storagesOf(client: ProxmoxClient, guest: Guest): Promise<readonly string[]> {
  const config = await client.get<Config>(`${guestPath(guest)}/config`);
  return [...new Set(volumesIn(config).map(({ storage }) => storage))];
}

type Config = Readonly<Record<string, unknown>>;

interface Disk extends Obstacle {
  readonly isQcow2: boolean;
}

async function disksOf(client: ProxmoxClient, guest: Guest): Promise<readonly Disk[]> {
  const [config, storages] = await Promise.all([
    client.get<Config>(`${guestPath(guest)}/config`),
    client.get<readonly { readonly storage: string; readonly type: string }[]>(
      `/nodes/${encodeURIComponent(guest.node)}/storage`,
    ),
  ]);
  const types = new Map(storages.map(({ storage, type }) => [storage, type]));
  return volumesIn(config).map((volume) => ({ ...volume, storageType: types.get(volume.storage) ?? "unknown" }));
}

/** The disks a configuration names; CD drives and directories of the node are none. */
function volumesIn(config: Config): readonly Omit<Disk, "storageType">[] {
  return Object.entries(config).flatMap(([disk, value]) => {
    const [, storage] = /^(?:file=|volume=)?([^:,/]+):/.exec(String(value)) ?? [];
    const isDisk = /^(scsi|virtio|sata|ide|efidisk|tpmstate|mp)\d+$|^rootfs$/.test(disk);
    if (!isDisk || storage === undefined || /media=cdrom/.test(String(value))) return [];
    return [{ disk, storage, isQcow2: /\.qcow2\b/.test(String(value)) }];
  });
}
