import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, listGuests } from "../../core/proxmox/guests.ts";
import { selectGuests } from "../kit/guest-selection.ts";
import type { BackupArgs } from "./options.ts";
import { plan } from "./plan.ts";
import { checkRetention } from "./retention.ts";
import type { Backup, Current, GuestBackups, Single } from "./state.ts";
import { checkStorage, isOf, listBackups, storageRetention, surplusOf } from "./storage.ts";

/** Looks: the guests in one request, the backups in one for each node; the server's preview of pruning one for each guest. */
export async function read(client: ProxmoxClient, args: BackupArgs): Promise<Current> {
  const now = Math.floor(Date.now() / 1000);
  if (args.prune !== undefined) checkRetention(args.prune);
  if (args.volid !== undefined) {
    return { guests: [], single: await readSingle(client, args, args.volid), retention: undefined, now };
  }
  const guests = await selectGuests(client, args);
  const retention = await retentionOf(client, args, guests);
  const found: Current = {
    guests: await readGuests(client, guests, { args, retention }),
    single: undefined,
    retention,
    now,
  };
  const busy = plan(found, args).flatMap((change) => (change.kind === "create" ? change.guests : []));
  const nodes = new Set(busy.map(({ guest }) => guest.node));
  await Promise.all([...nodes].map((node) => checkStorage(client, node, args.storage)));
  return found;
}

async function retentionOf(
  client: ProxmoxClient,
  { prune, storage, state }: BackupArgs,
  [first]: readonly Guest[],
): Promise<string | undefined> {
  if (prune === undefined || first === undefined || state === "list") return undefined;
  return prune === "storage" ? storageRetention(client, first.node, storage) : prune.trim();
}

async function readGuests(
  client: ProxmoxClient,
  guests: readonly Guest[],
  { args, retention }: { readonly args: BackupArgs; readonly retention: string | undefined },
): Promise<readonly GuestBackups[]> {
  const { storage } = args;
  const listings = new Map<string, Promise<readonly Backup[]>>();
  for (const { node, vmid } of guests) {
    const isAlone = guests.filter((guest) => guest.node === node).length === 1;
    if (!listings.has(node))
      listings.set(node, listBackups(client, { node, storage, vmid: isAlone ? vmid : undefined }));
  }
  return Promise.all(
    guests.map(async (guest) => {
      const listed = (await listings.get(guest.node)) ?? [];
      const backups = listed.filter((backup) => isOf(guest, backup));
      const isPruned = retention !== undefined && backups.length > 0;
      return { guest, backups, surplus: isPruned ? await surplusOf(client, guest, { storage, retention }) : [] };
    }),
  );
}

async function readSingle(client: ProxmoxClient, args: BackupArgs, volid: string): Promise<Single> {
  if (!volid.startsWith(`${args.storage}:backup/`))
    throw new HintedError("OPTION_CONFLICT", `'volid' is '${volid}', expected ${args.storage}:backup/...`, {
      hint: "Give the whole id, as V(list) shows it, and its storage",
    });
  const vmid = /(?:vzdump-\w+-|backup\/(?:vm|ct)\/)(\d+)[-/]/.exec(volid)?.[1];
  const node = args.node ?? (await nodeOf(client, vmid));
  const listed = await listBackups(client, {
    node,
    storage: args.storage,
    vmid: vmid === undefined ? undefined : Number(vmid),
  });
  return { node, backup: listed.find((backup) => backup.volid === volid) };
}

async function nodeOf(client: ProxmoxClient, vmid: string | undefined): Promise<string> {
  const guest = (await listGuests(client)).find((each) => String(each.vmid) === vmid);
  if (guest) return guest.node;
  throw new HintedError("OPTION_MISSING", "The guest of this backup is not there, and no node was named", {
    hint: "Add 'node': one that sees the storage",
  });
}
