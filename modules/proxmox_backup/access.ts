import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { unknown, unknownIn } from "../../core/proxmox/access/unknown.ts";
import { ownerOf } from "../../core/proxmox/access/volumes.ts";
import { defineAccess } from "../kit/access.ts";
import { type SelectedGuest, selectedGuests } from "../kit/selection-access.ts";
import { type BackupArgs, options } from "./options.ts";

export default defineAccess({
  options,
  calls: (args, world) => {
    const { volid } = args;
    if (volid === undefined) return selectedGuests(world, args).flatMap((guest) => ofGuest(guest, args));
    const vmid = ownerOf(volid.slice(volid.indexOf(":") + 1), "backup") ?? unknown("the guest of the backup");
    const known = world.guest(vmid);
    const guest = { vmid, node: args.node ?? known?.node ?? unknown("its node"), pool: undefined };
    const found = args.node === undefined ? [seen(guest)] : [];
    return [
      ...found,
      ...list(guest, args),
      ...(args.state === "absent" ? [keep(guest, args), drop(guest, args)] : [keep(guest, args)]),
    ];
  },
});

type Owner = Pick<SelectedGuest, "vmid" | "node" | "pool">;

function ofGuest(guest: SelectedGuest, args: BackupArgs): readonly AccessCall[] {
  const { vmid, node } = guest;
  const { storage } = args;
  const look = [seen(guest), ...list(guest, args)];
  const isPruned = args.prune !== undefined && args.state !== "list";
  const pruning: readonly AccessCall[] = isPruned
    ? [
        { endpoint: "GET /nodes/{node}/storage/{storage}/prunebackups", params: { node, storage } },
        ...(args.prune === "storage"
          ? [{ endpoint: "GET /nodes/{node}/vzdump/defaults", params: { node, storage } }]
          : []),
        drop(guest, args),
      ]
    : [];
  if (args.state !== "present") return [...look, ...pruning];
  const speed = args.bwlimit === undefined ? [] : [{ path: "/", privilege: "Sys.Modify" }];
  return [
    ...look,
    { endpoint: "GET /nodes/{node}/storage/{storage}/status", params: { node, storage } },
    { endpoint: "GET /nodes/{node}/tasks", params: { node } },
    { endpoint: "POST /nodes/{node}/vzdump", params: { node, storage, vmid }, also: speed },
    ...(args.notes === undefined && args.protected === undefined ? [] : [keep(guest, args)]),
    ...pruning,
  ];
}

function seen({ vmid, pool }: Owner): AccessCall {
  return { endpoint: "GET /cluster/resources", params: {}, shows: { vmid, ...(pool ? { pool } : {}) } };
}

/** A list shows the backups its caller may read; what that takes is asked for with the call below that reads one. */
function list({ vmid, node }: Owner, { storage }: BackupArgs): readonly AccessCall[] {
  const volume = volumeOf(vmid, storage);
  return [
    { endpoint: "GET /nodes/{node}/storage/{storage}/content", params: { node, storage } },
    { endpoint: "GET /nodes/{node}/storage/{storage}/content/{volume}", params: { node, storage, volume } },
  ];
}

function keep({ vmid, node }: Owner, { storage, volid }: BackupArgs): AccessCall {
  const volume = named(volid) ?? volumeOf(vmid, storage);
  return { endpoint: "PUT /nodes/{node}/storage/{storage}/content/{volume}", params: { node, storage, volume } };
}

function drop({ vmid, node }: Owner, { storage, volid }: BackupArgs): AccessCall {
  const volume = named(volid) ?? volumeOf(vmid, storage);
  return { endpoint: "DELETE /nodes/{node}/storage/{storage}/content/{volume}", params: { node, storage, volume } };
}

/** A backup's id, where it is known before the run. */
function named(volid: string | undefined): string | undefined {
  return volid === undefined || unknownIn(volid) ? undefined : volid;
}

/** Stands for a backup of the guest, whatever its date. */
function volumeOf(vmid: string, storage: string): string {
  return `${storage}:backup/vzdump-qemu-${vmid}-2000_01_01-00_00_00.vma`;
}
