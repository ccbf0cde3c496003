import { HintedError } from "../../core/errors.ts";
import { previewClone } from "./clone-preview.ts";
import { type Config, diffConfig, type Resize, type ShownPart } from "./config-diff.ts";
import { desiredConfig, WRITE_ONLY } from "./desired.ts";
import type { VmArgs } from "./options.ts";
import { type PowerAction, powerActions } from "./power.ts";
import type { Current, Power } from "./state.ts";

/** Where a change applies. */
export interface Target {
  readonly vmid: number;
  readonly node: string;
}

type Values = Readonly<Record<string, string>>;

/** One change of a VM, in the order they are applied. */
export type Change =
  | {
      readonly kind: "create";
      readonly target: Target;
      readonly config: Values;
      readonly shown: readonly ShownPart[];
      readonly pool: string | undefined;
    }
  | {
      readonly kind: "clone";
      readonly target: Target;
      readonly source: Target & { readonly name: string };
      readonly params: Readonly<Record<string, string | boolean | undefined>>;
    }
  | {
      readonly kind: "config";
      readonly target: Target;
      readonly set: Values;
      readonly remove: readonly string[];
      readonly digest: string | undefined;
      readonly shown: readonly ShownPart[];
    }
  | { readonly kind: "resize"; readonly target: Target; readonly resize: Resize; readonly digest: string | undefined }
  | { readonly kind: "pool"; readonly target: Target; readonly from: string | undefined; readonly to: string }
  | { readonly kind: "power"; readonly target: Target; readonly action: PowerAction; readonly from: string }
  | { readonly kind: "template"; readonly target: Target }
  | { readonly kind: "remove"; readonly target: Target; readonly config: Config };

/** Pure: what must change for the VM to become what the task asks. Empty means already there. */
export function plan(current: Current, args: VmArgs): readonly Change[] {
  if (args.state === "absent") return planRemoval(current, args);
  if (current.kind === "missing") return current.source ? planClone(current, args) : planCreate(current, args);
  const { guest, config, power } = current;
  return converge({ target: guest, config, power, pool: guest.pool }, args);
}

type Missing = Extract<Current, { kind: "missing" }>;

function planClone({ vmid, node, source }: Missing, args: VmArgs): readonly Change[] {
  if (!source) return [];
  const { guest, config } = source;
  const isTemplate = Number(config["template"] ?? 0) === 1;
  const full = args.full ?? !isTemplate;
  const target = { vmid, node: node ?? guest.node };
  const params = {
    name: args.name,
    full,
    snapname: args.snapname,
    storage: args.storage,
    format: args.format,
    pool: args.pool,
    target: node !== undefined && node !== guest.node ? node : undefined,
  };
  const clone: Change = {
    kind: "clone",
    target,
    source: { vmid: guest.vmid, node: guest.node, name: String(config["name"] ?? guest.vmid) },
    params,
  };
  const preview = previewClone(config, { name: args.name, storage: args.storage });
  return [clone, ...converge({ target, config: preview, power: { status: "stopped" }, pool: args.pool }, args)];
}

function planCreate({ vmid, node }: Missing, args: VmArgs): readonly Change[] {
  if (node === undefined) {
    throw new HintedError("OPTION_MISSING", "A new VM needs a node and none is given", {
      hint: "Add 'node', or 'clone' to make it from a template",
    });
  }
  const target = { vmid, node };
  const { keys } = diffConfig({}, desiredConfig(args));
  const config = Object.fromEntries(keys.map(({ key, value }) => [key, value]));
  const create: Change = { kind: "create", target, config, shown: keys.flatMap(({ shown }) => shown), pool: args.pool };
  return [create, ...powerChanges(target, { status: "stopped" }, args)];
}

interface Existing {
  readonly target: Target;
  readonly config: Config;
  readonly power: Power;
  readonly pool: string | undefined;
}

function converge({ target: { vmid, node }, config, power, pool }: Existing, args: VmArgs): readonly Change[] {
  const target = { vmid, node };
  const digest = config["digest"] === undefined ? undefined : String(config["digest"]);
  const desired = new Map(
    [...desiredConfig(args)].filter(([key]) => key !== WRITE_ONLY || writesPassword(config, args)),
  );
  const { keys, resizes } = diffConfig(config, desired);
  const remove = (args.delete ?? []).filter((key) => config[key] !== undefined && !desired.has(key));
  const changes: Change[] = [];
  if (keys.length > 0 || remove.length > 0) {
    const shown = [...keys.flatMap((change) => change.shown), ...remove.map((key) => removedPart(key, config))];
    changes.push({
      kind: "config",
      target,
      set: Object.fromEntries(keys.map(({ key, value }) => [key, value])),
      remove,
      digest,
      shown,
    });
  }
  changes.push(
    ...resizes.map((resize): Change => ({
      kind: "resize",
      target,
      resize,
      digest: keys.length > 0 ? undefined : digest,
    })),
  );
  if (args.pool !== undefined && args.pool !== pool) changes.push({ kind: "pool", target, from: pool, to: args.pool });
  return [
    ...changes,
    ...(args.state === "template" ? templateChanges(target, config, power) : powerChanges(target, power, args)),
  ];
}

/** The server shows only that there is a password, never which. */
function writesPassword(config: Config, args: VmArgs): boolean {
  return args.update_password === "always" || config[WRITE_ONLY] === undefined;
}

function removedPart(key: string, config: Config): ShownPart {
  return { name: key, before: String(config[key]), after: null };
}

function powerChanges(target: Target, power: Power, args: VmArgs): readonly Change[] {
  return powerActions(power, args.state).map((action) => ({
    kind: "power",
    target,
    action,
    from: power.qmpstatus ?? power.status,
  }));
}

function templateChanges(target: Target, config: Config, power: Power): readonly Change[] {
  if (Number(config["template"] ?? 0) === 1) return [];
  if (power.status === "stopped") return [{ kind: "template", target }];
  throw new HintedError(
    "GUEST_STATE",
    `VM ${target.vmid} is running, expected stopped: a running VM can not become a template`,
    {
      hint: "Stop it first with 'state: stopped'",
    },
  );
}

function planRemoval(current: Current, args: VmArgs): readonly Change[] {
  if (current.kind === "missing") return [];
  const { guest, config, power } = current;
  const target = { vmid: guest.vmid, node: guest.node };
  if (Number(config["protection"] ?? 0) === 1) {
    throw new HintedError("GUEST_PROTECTED", `VM ${guest.vmid} is protected from removal`, {
      hint: "Set 'protection: false' first, in a task of its own",
    });
  }
  if (power.status === "running" && !args.force) {
    throw new HintedError("GUEST_STATE", `VM ${guest.vmid} is running, expected stopped before it is removed`, {
      hint: "Stop it first with 'state: stopped', or add 'force: true'",
    });
  }
  const stop: readonly Change[] =
    power.status === "running" ? [{ kind: "power", target, action: "stop", from: "running" }] : [];
  return [...stop, { kind: "remove", target, config }];
}
