import { unknown } from "../../../core/proxmox/access/unknown.ts";
import { OWN_DISK } from "../../../core/proxmox/access/volumes.ts";
import type { AccessWorld, KnownGuest } from "../../../core/proxmox/access/world.ts";
import { parseProperties, printProperties } from "../../../core/proxmox/property-string.ts";
import { HintedError } from "../../../core/errors.ts";
import type { Change } from "./change.ts";
import { diffConfig } from "./config-diff.ts";
import { type Desired, desiredConfig } from "./desired.ts";
import { type DiskWish, diskWish, newDisk } from "./disk.ts";
import type { GuestArgs } from "./guest-args.ts";
import type { GuestKind } from "./guest-kind.ts";
import { planGuest } from "./plan.ts";
import type { PowerAction } from "./power.ts";

type Values = Readonly<Record<string, string>>;

/** A change a task may make, without what only a look at the server tells. `found` is the configuration it meets, where it is known. */
export type AssumedChange = { readonly found?: Values } & (
  | { readonly kind: "create"; readonly config: Values }
  | { readonly kind: "clone"; readonly source: string }
  | { readonly kind: "restore"; readonly archive: string }
  | { readonly kind: "config"; readonly set: Values; readonly remove: readonly string[] }
  | { readonly kind: "resize" | "unlink"; readonly disk: string }
  | { readonly kind: "move"; readonly disk: string; readonly to: string }
  | { readonly kind: "pool"; readonly to: string }
  | { readonly kind: "power"; readonly action: PowerAction }
  | { readonly kind: "migrate" | "template" | "remove" }
);

interface Subject {
  readonly kind: GuestKind;
  readonly args: GuestArgs;
  readonly known: KnownGuest | undefined;
  /** Whether some of the arguments only stand in for values that a run will tell. */
  readonly isOpen: boolean;
}

/**
 * What the task changes when it still has everything to do: a guest it can make is missing, unless an earlier task made it; one it
 * can not make, or removes, is there and differs in all that is named.
 */
export function assumedChanges(subject: Subject, world: AccessWorld): readonly AssumedChange[] {
  const { kind, args, known } = subject;
  if (args.state === "current") return [];
  if (args.state === "absent") return removal(args);
  const isThere = known?.isMade === true;
  if (!isThere && args.clone !== undefined) return cloning(subject, args.clone, world);
  if (!isThere && args.archive !== undefined)
    return [{ kind: "restore", archive: args.archive }, ...changes(kind, args, undefined), ...afterMaking(args)];
  if (!isThere && args.node !== undefined)
    return [{ kind: "create", config: newConfig(subject) }, ...afterMaking(args), ...moving(args)];
  const isInPool = args.pool === undefined || args.pool === known?.pool;
  return [
    ...changes(kind, args, known?.config),
    ...(isInPool ? [] : [{ kind: "pool", to: args.pool ?? "" } as const]),
    ...moving(args),
    ...(args.reboot === "when_needed" ? [{ kind: "power", action: "reboot" } as const] : []),
    ...powerOfExisting(args),
  ];
}

function removal({ force }: GuestArgs): readonly AssumedChange[] {
  return [...(force ? [{ kind: "power", action: "stop" } as const] : []), { kind: "remove" }];
}

function moving({ migrate, node }: GuestArgs): readonly AssumedChange[] {
  return migrate && node !== undefined ? [{ kind: "migrate" }] : [];
}

/** When the source has been looked at, the plan itself tells what is left to change on a clone of it. */
function cloning({ kind, args, isOpen }: Subject, source: string, world: AccessWorld): readonly AssumedChange[] {
  const known = world.guest(source);
  const copy: AssumedChange = { kind: "clone", source };
  if (known?.config === undefined || isOpen) {
    const rest = changes(kind, { ...args, name: "" }, undefined);
    return [copy, ...rest, ...afterMaking(args)];
  }
  const guest = { vmid: Number(known.vmid ?? 0), node: known.node ?? "", type: kind.type, status: "stopped" };
  const current = { kind: "missing", vmid: 0, node: args.node } as const;
  const planned = planGuest(kind, { ...current, source: { kind: "guest", guest, config: known.config } }, args);
  return [copy, ...planned.flatMap((change) => fromPlan(change, known.config ?? {}))];
}

function fromPlan(change: Change, found: Values): readonly AssumedChange[] {
  switch (change.kind) {
    case "config":
      return [{ kind: "config", set: change.set, remove: change.remove, found }];
    case "resize":
      return [{ kind: "resize", disk: change.resize.disk, found }];
    case "move":
      return [{ kind: "move", disk: change.move.disk, to: change.move.to }];
    case "unlink":
      return [{ kind: "unlink", disk: change.unlink.disk, found }];
    case "power":
      return [{ kind: "power", action: change.action }];
    case "reboot_if_pending":
      return [{ kind: "power", action: "reboot" }];
    case "pool":
      return [{ kind: "pool", to: change.to }];
    case "migrate":
    case "template":
    case "remove":
      return [{ kind: change.kind }];
    case "create":
    case "clone":
    case "restore":
      return [];
  }
}

/** What follows on a guest just made, which is stopped. */
function afterMaking({ state }: GuestArgs): readonly AssumedChange[] {
  if (state === "template") return [{ kind: "template" }];
  if (state === "restarted")
    return [
      { kind: "power", action: "start" },
      { kind: "power", action: "reboot" },
    ];
  return state === "started" ? [{ kind: "power", action: "start" }] : [];
}

const ACTIONS: Readonly<Record<string, PowerAction>> = {
  started: "start",
  stopped: "halt",
  restarted: "reboot",
  paused: "pause",
  resumed: "resume",
  hibernated: "hibernate",
};

function powerOfExisting({ state }: GuestArgs): readonly AssumedChange[] {
  if (state === "template") return [{ kind: "template" }];
  const action = ACTIONS[state];
  return action === undefined ? [] : [{ kind: "power", action }];
}

/** As the plan writes it: values that are the server's default anyway are not sent, unless they only stand in for others. */
function newConfig({ kind, args, isOpen }: Subject): Values {
  const desired = [...desiredConfig(kind, args)];
  const disks = desired.flatMap(([key, wish]) =>
    wish.kind === "properties" && kind.isDisk(key)
      ? [[key, written(key, diskWish(kind, wish.properties), { kind, wish })] as const]
      : [],
  );
  const rest = desired.filter(([key]) => !kind.isDisk(key));
  const sent = isOpen
    ? rest.map(([key, wish]) => [key, textOf(wish)] as const)
    : diffConfig(kind, {}, new Map(rest)).keys.map(({ key, value }) => [key, value] as const);
  return Object.fromEntries([...sent, ...disks]);
}

function textOf(wish: Desired): string {
  return wish.kind === "scalar" ? wish.value : printProperties(wish.properties, wish.format);
}

/** The configuration work on a guest of which nothing, or only `found`, is known. */
function changes(kind: GuestKind, args: GuestArgs, found: Values | undefined): readonly AssumedChange[] {
  if (!args.update) return [];
  const work = new ConfigWork(kind, found);
  for (const [key, wish] of desiredConfig(kind, args))
    if (key !== kind.nameKey || args.name !== "") work.add(key, wish);
  return work.done(args.delete ?? []);
}

/** Gathers what writing a configuration takes: one call for the keys, and one for each disk that is resized or destroyed. */
class ConfigWork {
  readonly #kind: GuestKind;
  readonly #found: Values | undefined;
  readonly #set: Record<string, string> = {};
  readonly #remove: string[] = [];
  readonly #disks: AssumedChange[] = [];

  constructor(kind: GuestKind, found: Values | undefined) {
    this.#kind = kind;
    this.#found = found;
  }

  add(key: string, wish: Desired): void {
    if (wish.kind === "scalar") this.#set[key] = wish.value;
    else if (this.#kind.isDisk(key)) this.#addDisk(key, wish);
    else this.#set[key] = this.#merged(key, wish);
  }

  done(remove: readonly string[]): readonly AssumedChange[] {
    const removed = [...remove.filter((key) => this.#set[key] === undefined), ...this.#remove];
    const isIdle = Object.keys(this.#set).length === 0 && removed.length === 0;
    const config: AssumedChange = { kind: "config", set: this.#set, remove: removed, ...this.#context() };
    return [...(isIdle ? [] : [config]), ...this.#disks];
  }

  #context(): { readonly found?: Values } {
    return this.#found === undefined ? {} : { found: this.#found };
  }

  /** A network device keeps the bridge it has, which may be any. */
  #merged(key: string, { properties, format }: Extract<Desired, { kind: "properties" }>): string {
    const before = this.#found?.[key];
    const merged = new Map([...(before === undefined ? [] : parseProperties(before, format)), ...properties]);
    if (/^net\d+$/.test(key) && !merged.has("bridge")) merged.set("bridge", unknown(`the bridge of ${key}`));
    return printProperties(merged, format);
  }

  #addDisk(key: string, wish: Extract<Desired, { kind: "properties" }>): void {
    const disk = diskWish(this.#kind, wish.properties);
    const context = this.#context();
    if (disk.fate === "detached") this.#remove.push(key);
    else if (disk.fate === "absent") this.#disks.push({ kind: "unlink", disk: key, ...context });
    else if (disk.storage !== undefined || disk.volume !== undefined)
      this.#set[key] = written(key, disk, { kind: this.#kind, wish });
    else {
      if (disk.options.size > 0)
        this.#set[key] = written(key, { ...disk, volume: OWN_DISK }, { kind: this.#kind, wish });
      if (disk.size !== undefined) this.#disks.push({ kind: "resize", disk: key, ...context });
    }
  }
}

/** The disk as it would be written; what is missing for a new one is taken to be there already. */
function written(
  key: string,
  disk: DiskWish,
  { kind, wish }: { readonly kind: GuestKind; readonly wish: Extract<Desired, { kind: "properties" }> },
): string {
  return printProperties(new Map([...volumeOf(kind, key, disk), ...disk.options]), wish.format);
}

function volumeOf(kind: GuestKind, key: string, disk: DiskWish): ReadonlyMap<string, string> {
  try {
    return newDisk(kind, key, disk);
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    // Without a size it can only be moved there: the space is needed all the same.
    return new Map([[kind.volumeKey, `${disk.storage ?? unknown(`the storage of ${key}`)}:1`]]);
  }
}
