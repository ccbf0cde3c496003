import type { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { type Guest, listGuests } from "../../../core/proxmox/guests.ts";

/** A guest as the cluster's resource list shows it, with what `list -v` tells of it. Bytes and seconds. */
export interface ListedGuest extends Guest {
  readonly maxcpu?: number;
  readonly mem?: number;
  readonly maxmem?: number;
  readonly maxdisk?: number;
  readonly uptime?: number;
}

/** All guests of both kinds by id, in one request (`GET /cluster/resources?type=vm`). */
export async function listedGuests(client: ProxmoxClient): Promise<readonly ListedGuest[]> {
  const listed: readonly ListedGuest[] = await listGuests(client);
  return listed.toSorted((a, b) => a.vmid - b.vmid);
}
