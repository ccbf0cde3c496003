import { setTimeout as sleep } from "node:timers/promises";
import { HintedError } from "../../../core/errors.ts";
import { ApiError } from "../../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { type Guest, guestPath, listGuests, pickGuest } from "../../../core/proxmox/guests.ts";
import type { Config } from "./config-change.ts";
import type { GuestArgs } from "./guest-args.ts";
import type { GuestKind } from "./guest-kind.ts";
import type { Current, Power, Source } from "./state.ts";
import { parseBackupConfig } from "./backup-config.ts";
import { candidateIds } from "./vmid.ts";

/** Looks: three requests for a guest that exists (resource list, configuration with what is pending, power), the last two at once. */
export async function readGuest(kind: GuestKind, client: ProxmoxClient, args: GuestArgs): Promise<Current> {
  const guests = await listGuests(client);
  const guest = await pickGuest(client, guests, { vmid: args.vmid, name: args.name, type: kind.type });
  if (guest) return readFound(client, guest, args);
  refuseOtherKind(kind, guests, args);
  if (args.state === "absent" && args.vmid !== undefined) await refuseHidden(client, args.vmid);
  const source = args.state === "absent" ? undefined : await readSource({ kind, client, guests }, args);
  const vmid = args.vmid ?? (args.state === "absent" ? 0 : await candidateIds(client, args, guests)());
  return { kind: "missing", vmid, node: args.node, source };
}

/**
 * The list leaves out guests that the caller may not see: one that is to go would seem to be gone already. Whether its id is free,
 * everybody is told (recorded: 400 `VM 100 already exists`). @throws HintedError PROXMOX_FORBIDDEN
 */
async function refuseHidden(client: ProxmoxClient, vmid: number): Promise<void> {
  try {
    await client.get("/cluster/nextid", { vmid });
  } catch (error) {
    if (!(error instanceof ApiError) || !/already exists/.test(error.answer.errors["vmid"] ?? "")) throw error;
    throw new HintedError("PROXMOX_FORBIDDEN", `Guest ${vmid} is there, but ${client.identity} may not see it`, {
      hint: `Grant VM.Audit and VM.Allocate on /vms/${vmid} to ${client.identity}`,
      cause: error,
    });
  }
}

async function readFound(client: ProxmoxClient, guest: Guest, args: GuestArgs): Promise<Current> {
  const [{ config, pending }, power] = await Promise.all([
    readSettledConfig(client, guest, args.timeout),
    client.get<Power>(`${guestPath(guest)}/status/current`),
  ]);
  return { kind: "found", guest, config, power, pending };
}

interface PendingConfig {
  /** As it will be once everything pending is applied. */
  readonly config: Config;
  readonly pending: readonly string[];
}

/** A guest that is just being made has the lock `clone` or `create`: an earlier run, cut short, may have left it so. Waits for its end. */
async function readSettledConfig(client: ProxmoxClient, guest: Guest, timeout: number): Promise<PendingConfig> {
  const deadline = Date.now() + timeout * 1000;
  for (;;) {
    const found = await readPending(client, guest);
    const lock = found.config["lock"];
    if (lock !== "clone" && lock !== "create") return found;
    if (Date.now() >= deadline || client.signal.aborted) throw stillLocked(guest, lock);
    await sleep(500, undefined, { signal: client.signal }).catch(() => undefined);
  }
}

interface PendingEntry {
  readonly key: string;
  readonly value?: string | number;
  readonly pending?: string | number;
  /** 1 and 2 (forced): the key goes with the next start. */
  readonly delete?: number;
}

/** Configuration and what waits for a reboot, in one request (`GET .../pending`). */
export async function readPending(client: ProxmoxClient, guest: Guest): Promise<PendingConfig> {
  const entries = await client.get<readonly PendingEntry[]>(`${guestPath(guest)}/pending`);
  const kept = entries.filter((entry) => !entry.delete && (entry.pending ?? entry.value) !== undefined);
  return {
    config: Object.fromEntries(kept.map((entry) => [entry.key, entry.pending ?? entry.value])),
    pending: entries
      .filter((entry) => entry.pending !== undefined || entry.delete)
      .map(({ key }) => key)
      .toSorted(),
  };
}

interface Listed {
  readonly kind: GuestKind;
  readonly client: ProxmoxClient;
  readonly guests: readonly Guest[];
}

async function readSource(listed: Listed, args: GuestArgs): Promise<Source | undefined> {
  if (args.clone !== undefined) return readSourceGuest(listed, args.clone);
  return args.archive === undefined ? undefined : readBackup(listed.client, args.archive, args.node);
}

/** The configuration inside a backup, so that what a restore brings is known before it. */
async function readBackup(client: ProxmoxClient, volume: string, node: string | undefined): Promise<Source> {
  if (node === undefined)
    throw new HintedError("OPTION_MISSING", "A restore needs a node and none is given", { hint: "Add 'node'" });
  const text = await client.get<string>(`/nodes/${encodeURIComponent(node)}/vzdump/extractconfig`, { volume });
  return { kind: "backup", volume, config: parseBackupConfig(text) };
}

async function readSourceGuest({ kind, client, guests }: Listed, wanted: string): Promise<Source> {
  const byId = /^\d+$/.test(wanted) ? Number(wanted) : undefined;
  const guest = await pickGuest(client, guests, { vmid: byId, name: wanted, type: kind.type });
  if (guest) return { kind: "guest", guest, config: await client.get<Config>(`${guestPath(guest)}/config`) };
  throw new HintedError(
    "GUEST_NOT_FOUND",
    `No ${kind.title} '${wanted}' to clone from is visible to ${client.identity}`,
    {
      hint: "Check 'clone'; it needs VM.Audit and VM.Clone on the source",
    },
  );
}

/** A guest of the other kind with that id is not what was asked for, and no reason to make a new one. */
function refuseOtherKind(kind: GuestKind, guests: readonly Guest[], args: GuestArgs): void {
  const other = guests.find(({ vmid }) => args.vmid === vmid);
  if (!other) return;
  throw new HintedError("GUEST_AMBIGUOUS", `Guest ${other.vmid} is of type ${other.type}, expected a ${kind.title}`, {
    hint: "Use another vmid",
  });
}

function stillLocked(guest: Guest, lock: string): HintedError {
  return new HintedError("PROXMOX_LOCKED", `Guest ${guest.vmid} is still being made (lock: ${lock})`, {
    hint: `Look for its task on ${guest.node}; if there is none any more, clear it there with: ${guest.type === "qemu" ? "qm" : "pct"} unlock ${guest.vmid}`,
  });
}
