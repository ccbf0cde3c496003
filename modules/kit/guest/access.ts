import type { AccessCall } from "../../../core/proxmox/access/call.ts";
import { unknown } from "../../../core/proxmox/access/unknown.ts";
import { type AccessWorld, guestId, type KnownGuest } from "../../../core/proxmox/access/world.ts";
import type { Params } from "../../../core/proxmox/wire.ts";
import { assumedChanges, type AssumedChange } from "./assumed-changes.ts";
import type { GuestArgs } from "./guest-args.ts";
import type { GuestKind } from "./guest-kind.ts";
import { shutdownSteps } from "./shutdown.ts";

type Values = Readonly<Record<string, string>>;

/** The calls a task about one guest may make: looking at it, making it or changing it, its power, its removal. */
export function guestAccess(
  kind: GuestKind,
  args: GuestArgs,
  task: { readonly world: AccessWorld; readonly isOpen: boolean; readonly createParams?: Params },
): readonly AccessCall[] {
  const { world, isOpen, createParams = {} } = task;
  const vmid = guestId(world, args);
  const known = world.guest(args.vmid === undefined ? (args.name ?? "") : String(args.vmid));
  const node = args.node ?? known?.node ?? unknown("its node");
  const guest: Subject = { kind, args, values: { vmid, node }, known, isOpen };
  return [
    ...look(guest),
    ...assumedChanges(guest, world).flatMap((change) => callsOf(guest, change, { world, createParams })),
  ];
}

/** The guest a task is about. */
interface Subject {
  readonly kind: GuestKind;
  readonly args: GuestArgs;
  readonly values: { readonly vmid: string; readonly node: string };
  readonly known: KnownGuest | undefined;
  readonly isOpen: boolean;
}

function look({ kind, args, values }: Subject): readonly AccessCall[] {
  const { vmid } = values;
  const path = `/nodes/{node}/${kind.type}/{vmid}`;
  return [
    { endpoint: "GET /cluster/resources", params: {}, shows: { vmid, ...(args.pool ? { pool: args.pool } : {}) } },
    { endpoint: `GET ${path}/pending`, params: values },
    { endpoint: `GET ${path}/status/current`, params: values },
  ];
}

interface Surroundings {
  readonly world: AccessWorld;
  readonly createParams: Params;
}

function callsOf(guest: Subject, change: AssumedChange, around: Surroundings): readonly AccessCall[] {
  const { kind, values } = guest;
  const path = `/nodes/{node}/${kind.type}/{vmid}`;
  const found = change.found === undefined ? {} : { found: change.found };
  const call = (endpoint: string, params: Values = {}): AccessCall => ({
    endpoint,
    params: { ...params, ...values },
    ...found,
  });
  switch (change.kind) {
    case "create":
      return [create(guest, { ...texts(around.createParams), ...change.config })];
    case "restore":
      return restore(guest, change.archive);
    case "clone":
      return clone(guest, change, around.world);
    case "config": {
      const remove: Values = change.remove.length === 0 ? {} : { delete: change.remove.join(",") };
      return [call(`${kind.calls.configByPost ? "POST" : "PUT"} ${path}/config`, { ...change.set, ...remove })];
    }
    case "resize":
      return [call(`PUT ${path}/resize`, { disk: change.disk })];
    case "move":
      return [
        call(`POST ${path}/${kind.calls.moveDisk}`, { [kind.calls.moveDiskKey]: change.disk, storage: change.to }),
      ];
    case "unlink":
      return kind.type === "qemu"
        ? [call(`PUT ${path}/unlink`, { idlist: change.disk, force: "1" })]
        : [call(`PUT ${path}/config`, { delete: `${change.disk},unused0` })];
    case "pool":
      return [{ endpoint: "PUT /pools", params: { poolid: change.to, vms: values.vmid } }];
    case "migrate": {
      const storage = guest.args.target_storage;
      return [call(`POST ${path}/migrate`, storage === undefined ? {} : { [kind.calls.targetStorage]: storage })];
    }
    case "power":
      return power(guest, change.action).map(([name, params]) => call(`POST ${path}/${name}`, params));
    case "template":
      return [call(`POST ${path}/template`)];
    case "remove":
      return [call(`DELETE ${path}`)];
  }
}

function create({ kind, args, values }: Subject, config: Values): AccessCall {
  const pool = args.pool === undefined ? {} : { pool: args.pool };
  return { endpoint: `POST /nodes/{node}/${kind.type}`, params: { ...config, ...pool, ...values } };
}

function restore({ kind, args, values }: Subject, archive: string): readonly AccessCall[] {
  const source: Values = kind.type === "qemu" ? { archive } : { ostemplate: archive, restore: "1" };
  const place = { ...(args.pool ? { pool: args.pool } : {}), ...(args.storage ? { storage: args.storage } : {}) };
  return [
    { endpoint: "GET /nodes/{node}/vzdump/extractconfig", params: { node: values.node, volume: archive } },
    { endpoint: `POST /nodes/{node}/${kind.type}`, params: { ...source, ...place, ...values } },
  ];
}

function clone(
  { kind, args, values }: Subject,
  change: Extract<AssumedChange, { kind: "clone" }>,
  world: AccessWorld,
): readonly AccessCall[] {
  const wanted = change.source;
  const known = world.guest(wanted);
  const vmid = /^\d+$/.test(wanted) ? wanted : guestId(world, { name: wanted });
  const source = { vmid, node: known?.node ?? unknown("the source's node") };
  const place = { ...(args.pool ? { pool: args.pool } : {}), ...(args.storage ? { storage: args.storage } : {}) };
  return [
    { endpoint: "GET /cluster/resources", params: {}, shows: { vmid } },
    { endpoint: `GET /nodes/{node}/${kind.type}/{vmid}/config`, params: source },
    {
      endpoint: `POST /nodes/{node}/${kind.type}/{vmid}/clone`,
      params: { ...place, ...source, newid: values.vmid },
      ...(known?.config ? { found: known.config } : {}),
    },
  ];
}

/** Calls below the guest's path that a power action makes. */
function power(
  { args }: Subject,
  action: Extract<AssumedChange, { kind: "power" }>["action"],
): readonly (readonly [string, Values])[] {
  switch (action) {
    case "pause":
      return [["status/suspend", {}]];
    case "hibernate":
      return [["status/suspend", { todisk: "1" }]];
    case "halt":
      return shutdownSteps(args).map(({ method }) => [
        method === "agent" ? "agent/shutdown" : `status/${method === "acpi" ? "shutdown" : "stop"}`,
        {},
      ]);
    case "start":
    case "stop":
    case "resume":
    case "reboot":
      return [[`status/${action}`, {}]];
  }
}

function texts(params: Params): Values {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === "boolean" ? (value ? "1" : "0") : String(value)] as const],
    ),
  );
}
