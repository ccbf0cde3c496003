import { HintedError } from "../../../core/errors.ts";
import { lockHint } from "../../../core/proxmox/lock-hint.ts";
import type { Change, Target } from "./change.ts";
import { previewClone, previewRestored } from "./clone-preview.ts";
import type { Config } from "./config-change.ts";
import { diffConfig } from "./config-diff.ts";
import { desiredConfig } from "./desired.ts";
import type { GuestArgs } from "./guest-args.ts";
import type { GuestKind } from "./guest-kind.ts";
import { checkGuestName } from "./name.ts";
import { planExisting, powerChanges } from "./plan-existing.ts";
import type { Current, Source } from "./state.ts";

/** Pure: what must change for the guest to become what the task asks. Empty means already there. */
export function planGuest(kind: GuestKind, current: Current, args: GuestArgs): readonly Change[] {
  if (args.state === "current") return readOnly(kind, current);
  if (args.state === "absent") return planRemoval(kind, current, args);
  checkGuestName(kind, current, args);
  if (current.kind === "missing")
    return current.source ? planClone(kind, current, args) : planCreate(kind, current, args);
  return planExisting(kind, current, args);
}

function readOnly(kind: GuestKind, current: Current): readonly never[] {
  if (current.kind === "found") return [];
  throw new HintedError("GUEST_NOT_FOUND", `The ${kind.title} does not exist, or this credential may not see it`, {
    hint: "Check 'vmid' or 'name'",
  });
}

type Missing = Extract<Current, { kind: "missing" }>;

function planClone(kind: GuestKind, { vmid, node, source }: Missing, args: GuestArgs): readonly Change[] {
  if (!source) return [];
  if (source.kind === "backup") return planRestore(kind, { vmid, node, source }, args);
  const { guest, config } = source;
  refuseLinkedElsewhere(args);
  // The server takes a storage and a format for full clones only.
  const full = args.full ?? (!isTemplate(config) || args.storage !== undefined || args.format !== undefined);
  const target = { vmid, node: node ?? guest.node };
  const params = {
    [kind.nameKey]: args.name,
    full,
    snapname: args.snapname,
    storage: args.storage,
    format: args.format,
    pool: args.pool,
    target: node !== undefined && node !== guest.node ? node : undefined,
  };
  const name = String(config[kind.nameKey] ?? guest.vmid);
  const clone: Change = { kind: "clone", target, source: { vmid: guest.vmid, node: guest.node, name }, params };
  const preview = previewClone(kind, config, { name: args.name, storage: args.storage });
  return [clone, ...planExisting(kind, stoppedCopy(kind, { target, config: preview }, args), args)];
}

function refuseLinkedElsewhere({ full, storage, format }: GuestArgs): void {
  if (full !== false || (storage === undefined && format === undefined)) return;
  throw new HintedError(
    "OPTION_CONFLICT",
    `'${storage === undefined ? "format" : "storage"}' is given for a linked clone, which shares the disks of its template`,
    { hint: "Remove it, or make the clone a full one" },
  );
}

interface BackupSource {
  readonly vmid: number;
  readonly node: string | undefined;
  readonly source: Extract<Source, { kind: "backup" }>;
}

function planRestore(kind: GuestKind, { vmid, node, source }: BackupSource, args: GuestArgs): readonly Change[] {
  const target = { vmid, node: node ?? "" };
  const { storage, unique, pool } = args;
  const restore: Change = { kind: "restore", target, archive: source.volume, storage, unique, pool };
  const preview = previewRestored(kind, source.config, { storage });
  return [restore, ...planExisting(kind, stoppedCopy(kind, { target, config: preview }, args), args)];
}

/** A guest as it will stand there once it is cloned or restored. */
function stoppedCopy(
  kind: GuestKind,
  { target, config }: { readonly target: Target; readonly config: Config },
  args: GuestArgs,
): Extract<Current, { kind: "found" }> {
  const guest = { ...target, type: kind.type, status: "stopped", pool: args.pool ?? "" };
  return { kind: "found", guest, config, power: { status: "stopped" }, pending: [] };
}

function planCreate(kind: GuestKind, { vmid, node }: Missing, args: GuestArgs): readonly Change[] {
  if (node === undefined) {
    throw new HintedError("OPTION_MISSING", `A new ${kind.title} needs a node and none is given`, {
      hint: "Add 'node', or 'clone' to make it from a template",
    });
  }
  refuseCopyOptions(kind, args);
  const target = { vmid, node };
  const { keys } = diffConfig(kind, {}, desiredConfig(kind, args));
  const config = Object.fromEntries(keys.map(({ key, value }) => [key, value]));
  const create: Change = { kind: "create", target, config, shown: keys.flatMap(({ shown }) => shown), pool: args.pool };
  const toTemplate: readonly Change[] = args.state === "template" ? [{ kind: "template", target }] : [];
  return [create, ...toTemplate, ...powerChanges({ target, power: { status: "stopped" }, config: {} }, args)];
}

/** Options that say how something is copied mean nothing for a guest made from nothing, and are not passed over. */
function refuseCopyOptions(kind: GuestKind, args: GuestArgs): void {
  // The server takes a container's storage as the default of its volumes; a VM's disks name their own.
  const { full, snapname, format, storage, unique } = args;
  const copying = {
    full,
    snapname,
    format,
    storage: kind.type === "qemu" ? storage : undefined,
    unique: unique || undefined,
  };
  const given = Object.entries(copying).flatMap(([name, value]) => (value === undefined ? [] : [`'${name}'`]));
  if (given.length === 0) return;
  throw new HintedError(
    "OPTION_CONFLICT",
    `${given.join(", ")} count only for a copy, and neither 'clone' nor 'archive' is given`,
    {
      hint: "Add 'clone' or 'archive', or name the storage of each disk (scsi0: {storage: ..., size: ...})",
    },
  );
}

function isTemplate(config: Config): boolean {
  return Number(config["template"] ?? 0) === 1;
}

function planRemoval(kind: GuestKind, current: Current, args: GuestArgs): readonly Change[] {
  if (current.kind === "missing") return [];
  const { guest, config, power } = current;
  const target = { vmid: guest.vmid, node: guest.node };
  if (Number(config["protection"] ?? 0) === 1) {
    throw new HintedError("GUEST_PROTECTED", `${kind.title} ${guest.vmid} is protected from removal`, {
      hint: "Set 'protection: false' first, in a task of its own",
    });
  }
  refuseLocked(kind, { vmid: guest.vmid, config });
  if (power.status === "running" && !args.force) {
    throw new HintedError(
      "GUEST_STATE",
      `${kind.title} ${guest.vmid} is running, expected stopped before it is removed`,
      {
        hint: "Stop it first with 'state: stopped', or add 'force: true'",
      },
    );
  }
  const stop: readonly Change[] =
    power.status === "running" ? [{ kind: "power", target, action: "stop", from: "running" }] : [];
  return [...stop, { kind: "remove", target, config }];
}

/** The server removes no guest that is locked, by whatever. */
function refuseLocked(kind: GuestKind, { vmid, config }: { readonly vmid: number; readonly config: Config }): void {
  const { lock } = config;
  if (lock === undefined) return;
  const isHibernated = lock === "suspended";
  throw new HintedError(
    isHibernated ? "GUEST_STATE" : "PROXMOX_LOCKED",
    isHibernated
      ? `${kind.title} ${vmid} is hibernated, expected stopped before it is removed`
      : `${kind.title} ${vmid} is locked (${lock})`,
    {
      hint: isHibernated
        ? "Resume it first with 'state: resumed', then remove it with 'force: true'"
        : lockHint(String(lock), kind.type === "qemu" ? "qm" : "pct", vmid),
    },
  );
}
