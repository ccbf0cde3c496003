import { HintedError } from "../../../core/errors.ts";
import type { Change, Target } from "./change.ts";
import type { Config, ConfigDiff, ShownPart } from "./config-change.ts";
import { diffConfig } from "./config-diff.ts";
import { desiredConfig } from "./desired.ts";
import type { GuestArgs } from "./guest-args.ts";
import type { GuestKind } from "./guest-kind.ts";
import { powerActions } from "./power.ts";
import { rebootChanges } from "./reboot.ts";
import type { Current, Power } from "./state.ts";

type Found = Extract<Current, { kind: "found" }>;

/** Pure: what must change on a guest that exists (or will, as a clone). Configuration first, then its place, then its power. */
export function planExisting(kind: GuestKind, current: Found, args: GuestArgs): readonly Change[] {
  const { guest, config, power } = current;
  const target = { vmid: guest.vmid, node: guest.node };
  const changes = args.update ? configChanges(kind, current, args) : [];
  const pool: readonly Change[] =
    args.pool === undefined || args.pool === (guest.pool ?? "")
      ? []
      : [{ kind: "pool", target, from: guest.pool, to: args.pool }];
  const migration = migrationChanges(target, power, args);
  const home = { ...target, node: migration.length > 0 ? (args.node ?? target.node) : target.node };
  const last =
    args.state === "template"
      ? templateChanges(kind, { target: home, config, power })
      : [
          ...rebootChanges({ target: home, current, before: [...changes, ...migration] }, args),
          ...powerChanges({ target: home, power, config }, args),
        ];
  return [...changes, ...pool, ...migration, ...last];
}

function configChanges(kind: GuestKind, { guest, config, power }: Found, args: GuestArgs): readonly Change[] {
  const target = { vmid: guest.vmid, node: guest.node };
  const desired = new Map(
    [...desiredConfig(kind, args)].filter(([key]) => key !== kind.writeOnly || writesPassword(kind, config, args)),
  );
  const diff = diffConfig(kind, config, desired);
  if (kind.type === "lxc" && power.status === "running") refuseHotDestruction(guest.vmid, diff);
  const detached = diff.unlinks.filter(({ destroy }) => !destroy).map(({ disk }) => disk);
  const remove = [...(args.delete ?? []).filter((key) => config[key] !== undefined && !desired.has(key)), ...detached];
  return [
    ...writeChanges({ target, config, running: power.status === "running" }, diff, remove),
    ...diff.moves.map((move): Change => ({ kind: "move", target, move, deleteSource: args.delete_moved })),
    ...diff.resizes.map((resize): Change => ({ kind: "resize", target, resize })),
    ...diff.unlinks.filter(({ destroy }) => destroy).map((unlink): Change => ({ kind: "unlink", target, unlink })),
  ];
}

/** A running container keeps a mount point until its next start, and with it the data that is to be destroyed. */
function refuseHotDestruction(vmid: number, { unlinks }: ConfigDiff): void {
  const unlink = unlinks.find(({ destroy }) => destroy);
  if (!unlink) return;
  throw new HintedError(
    "GUEST_STATE",
    `Container ${vmid} is running, expected stopped before '${unlink.disk}' is destroyed`,
    {
      hint: "Stop it first with 'state: stopped', in a task of its own; or use 'state: detached', which takes effect at the next start and keeps the data",
    },
  );
}

interface Written {
  readonly target: Target;
  readonly config: Config;
  readonly running: boolean;
}

function writeChanges(
  { target, config, running }: Written,
  diff: ConfigDiff,
  remove: readonly string[],
): readonly Change[] {
  if (diff.keys.length === 0 && remove.length === 0) return [];
  const shown = [...diff.keys.flatMap((change) => change.shown), ...remove.map((key) => removedPart(key, config))];
  const digest = config["digest"] === undefined ? undefined : String(config["digest"]);
  const set = Object.fromEntries(diff.keys.map(({ key, value }) => [key, value]));
  return [{ kind: "config", target, set, remove, digest, shown, running }];
}

/** The server shows only that there is a password, never which. */
function writesPassword(kind: GuestKind, config: Config, args: GuestArgs): boolean {
  return args.update_password === "always" || kind.writeOnly === undefined || config[kind.writeOnly] === undefined;
}

function removedPart(key: string, config: Config): ShownPart {
  return { name: key, before: String(config[key]), after: null };
}

function migrationChanges(target: Target, power: Power, args: GuestArgs): readonly Change[] {
  if (!args.migrate || args.node === undefined || args.node === target.node) return [];
  return [{ kind: "migrate", target, to: args.node, online: power.status === "running" }];
}

interface Powered {
  readonly target: Target;
  readonly config: Config;
  readonly power: Power;
}

/** The power actions a state needs. */
export function powerChanges({ target, config, power }: Powered, args: GuestArgs): readonly Change[] {
  const now = { vmid: target.vmid, power, hibernated: config["lock"] === "suspended" };
  const from = now.hibernated ? "hibernated" : (power.qmpstatus ?? power.status);
  return powerActions(now, args.state).map((action) => ({ kind: "power", target, action, from }));
}

function templateChanges(kind: GuestKind, { target, config, power }: Powered): readonly Change[] {
  if (Number(config["template"] ?? 0) === 1) return [];
  if (power.status === "stopped") return [{ kind: "template", target }];
  throw new HintedError(
    "GUEST_STATE",
    `${kind.title} ${target.vmid} is running, expected stopped: a running guest can not become a template`,
    {
      hint: "Stop it first with 'state: stopped'",
    },
  );
}
