import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { InfoArgs } from "./options.ts";

/** A storage as `GET /nodes/{node}/storage` lists it. */
interface NodeStorage {
  readonly storage: string;
  readonly type: string;
  readonly content: string;
  readonly active?: number;
  readonly enabled?: number;
  readonly shared?: number;
  readonly total?: number;
  readonly used?: number;
  readonly avail?: number;
}

/** A storage on a node: sizes in bytes, and what it can do. */
export interface StorageInfo {
  readonly storage: string;
  readonly node: string;
  readonly type: string;
  readonly content: readonly string[];
  readonly active: boolean;
  readonly enabled: boolean;
  readonly shared: boolean;
  readonly total: number | undefined;
  readonly used: number | undefined;
  readonly avail: number | undefined;
  /** `always`, `qcow2` (only for volumes of that format), or `never`. */
  readonly snapshots: "always" | "qcow2" | "never";
  readonly volumes?: readonly unknown[];
}

/** Storage types by whether their volumes can be snapshotted (source: the feature tables of pve-storage). */
const SNAPSHOTS: Readonly<Record<string, StorageInfo["snapshots"]>> = {
  lvmthin: "always",
  zfspool: "always",
  zfs: "always",
  rbd: "always",
  btrfs: "always",
  dir: "qcow2",
  nfs: "qcow2",
  cifs: "qcow2",
};

/** The storages of a node, in one request, and one more for each whose volumes are asked for. */
export async function storagesOf(client: ProxmoxClient, node: string, args: InfoArgs): Promise<readonly StorageInfo[]> {
  const path = `/nodes/${encodeURIComponent(node)}/storage`;
  const found = await client.get<readonly NodeStorage[]>(path);
  return Promise.all(
    found.map(async (storage): Promise<StorageInfo> => {
      const content = storage.content.split(",").filter(Boolean);
      const asked = (args.content ?? []).filter((kind) => content.includes(kind));
      const info: StorageInfo = {
        storage: storage.storage,
        node,
        type: storage.type,
        content,
        active: storage.active === 1,
        enabled: storage.enabled !== 0,
        shared: storage.shared === 1,
        total: storage.total,
        used: storage.used,
        avail: storage.avail,
        snapshots: SNAPSHOTS[storage.type] ?? "never",
      };
      if (asked.length === 0 || !info.active) return info;
      const lists = asked.map((kind) =>
        client.get<readonly unknown[]>(`${path}/${encodeURIComponent(storage.storage)}/content`, { content: kind }),
      );
      return { ...info, volumes: (await Promise.all(lists)).flat() };
    }),
  );
}
