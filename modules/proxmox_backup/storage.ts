import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { Guest } from "../../core/proxmox/guests.ts";
import type { Params } from "../../core/proxmox/wire.ts";
import type { Backup } from "./state.ts";

/** API path of a storage as a node sees it. */
export function storagePath(node: string, storage: string): string {
  return `/nodes/${encodeURIComponent(node)}/storage/${encodeURIComponent(storage)}`;
}

/** API path of one backup; its storage is in its id. */
export function backupPath(node: string, { volid }: Pick<Backup, "volid">): string {
  return `${storagePath(node, volid.slice(0, volid.indexOf(":")))}/content/${encodeURIComponent(volid)}`;
}

/** Backups on a storage, newest first, of one guest or of all the credential may see. */
export async function listBackups(
  client: ProxmoxClient,
  { node, storage, vmid }: { readonly node: string; readonly storage: string; readonly vmid?: number | undefined },
): Promise<readonly Backup[]> {
  const listed = await client.get<readonly Backup[]>(`${storagePath(node, storage)}/content`, {
    content: "backup",
    vmid,
  });
  return listed.toSorted((a, b) => b.ctime - a.ctime);
}

/** Whether a backup is one of a guest's; those of a container that had its id before are not. */
export function isOf({ vmid, type }: Guest, backup: Backup): boolean {
  return backup.vmid === vmid && (backup.subtype === undefined || backup.subtype === type);
}

/** The volume ids a retention would remove of a guest's backups, by the server's own preview. */
export async function surplusOf(
  client: ProxmoxClient,
  { node, vmid, type }: Guest,
  { storage, retention }: { readonly storage: string; readonly retention: string },
): Promise<readonly string[]> {
  const params: Params = { vmid, type, "prune-backups": retention };
  const marked = await client.get<readonly { readonly volid: string; readonly mark: string }[]>(
    `${storagePath(node, storage)}/prunebackups`,
    params,
  );
  return marked.filter(({ mark }) => mark === "remove").map(({ volid }) => volid);
}

/** What is set for a storage: `keep-all=1` when nothing is. */
export async function storageRetention(client: ProxmoxClient, node: string, storage: string): Promise<string> {
  const path = `/nodes/${encodeURIComponent(node)}/vzdump/defaults`;
  const { "prune-backups": set } = await client.get<{
    readonly "prune-backups"?: string | Readonly<Record<string, unknown>>;
  }>(path, { storage });
  if (typeof set === "string") return set;
  const pairs = Object.entries(set ?? {}).map(([name, count]) => `${name}=${String(count)}`);
  return pairs.length === 0 ? "keep-all=1" : pairs.join(",");
}

/** Tells before anything is sent that a storage takes no backups. @throws HintedError STORAGE_UNSUITABLE */
export async function checkStorage(client: ProxmoxClient, node: string, storage: string): Promise<void> {
  const { content, active = 1 } = await client.get<{ readonly content: string; readonly active?: number }>(
    `${storagePath(node, storage)}/status`,
  );
  const hint = `Allow it: pvesm set ${storage} --content ${content},backup; or choose another 'storage'`;
  if (!content.split(",").includes("backup"))
    throw new HintedError("STORAGE_UNSUITABLE", `Storage ${storage} holds ${content}, not backup`, { hint });
  if (active === 0)
    throw new HintedError("STORAGE_UNSUITABLE", `Storage ${storage} is not active on ${node}`, {
      hint: "Enable the storage there, or choose another",
    });
}
