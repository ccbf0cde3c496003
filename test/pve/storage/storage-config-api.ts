import { createHash } from "node:crypto";
import { failure, messageOf } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { State, Storage } from "../state.ts";
import { findStorage } from "./storages.ts";

const GIB = 1024 ** 3;

/** The cluster's storage configuration. */
export const storageConfig: Handlers = {
  "GET /storage": list,
  "POST /storage": create,
  "GET /storage/{storage}": (call) =>
    view(call.services.state, findStorage(call.services.state, call.params.need("storage"))),
  "PUT /storage/{storage}": update,
  "DELETE /storage/{storage}": remove,
};

/** What a storage of a type can not do without (source: the plugins' options in pve-storage). */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  btrfs: ["path"],
  cifs: ["server", "share"],
  dir: ["path"],
  esxi: ["server", "username", "password"],
  iscsi: ["portal", "target"],
  iscsidirect: ["portal", "target"],
  lvm: ["vgname"],
  lvmthin: ["vgname", "thinpool"],
  nfs: ["server", "export"],
  pbs: ["server", "datastore"],
  zfs: ["pool", "portal", "target", "iscsiprovider", "blocksize"],
  zfspool: ["pool"],
};
const NUMBERS = new Set([
  "disable",
  "shared",
  "port",
  "sparse",
  "mkdir",
  "krbd",
  "saferemove",
  "tagged_only",
  "nocow",
  "create-base-path",
  "create-subdirs",
  "fuse",
  "is_mountpoint",
]);
const SECRET = new Set(["password", "encryption-key", "keyring", "master-pubkey"]);

function list(call: Call): unknown[] {
  const { params, principal, services } = call;
  const type = params.get("type");
  const privileges = ["Datastore.Audit", "Datastore.AllocateSpace"];
  const visible = [...services.state.storages.values()].filter(
    (storage) =>
      (type === undefined || storage.type === type) &&
      services.permissions.has(principal.name, `/storage/${storage.storage}`, { privileges, any: true }),
  );
  return visible.map((storage) => view(services.state, storage));
}

function view(state: State, storage: Storage): Record<string, unknown> {
  const options = [...storage.options]
    .filter(([key]) => !SECRET.has(key))
    .map(([key, value]) => [key, NUMBERS.has(key) && /^\d+$/.test(value) ? Number(value) : value] as const);
  return { storage: storage.storage, type: storage.type, ...Object.fromEntries(options), digest: digest(state) };
}

function digest(state: State): string {
  const text = [...state.storages.values()]
    .map(
      ({ storage, type, options }) =>
        `${type}: ${storage}\n${[...options]
          .map((option) => option.join(" "))
          .sort()
          .join("\n")}`,
    )
    .join("\n");
  return createHash("sha1").update(text).digest("hex");
}

function create(call: Call): unknown {
  const { params, services } = call;
  const [storage, type] = [params.need("storage"), params.need("type")];
  const missing = (REQUIRED[type] ?? []).find((option) => !params.has(option));
  if (missing !== undefined) throw failure(`missing value for required option '${missing}'`);
  if (services.state.storages.has(storage))
    throw failure(`create storage failed: storage ID '${storage}' already defined`);
  const options = params.without("storage", "type");
  services.state.storages.set(storage, { storage, type, options, total: 250 * GIB, used: 27 * GIB });
  return { storage, type };
}

function update(call: Call): unknown {
  const { params, services } = call;
  const name = params.need("storage");
  try {
    const storage = findStorage(services.state, name);
    const stale = params.get("digest");
    if (stale !== undefined && stale !== digest(services.state))
      throw failure("detected modified configuration - file changed by other user? Try again.");
    for (const key of params.list("delete")) storage.options.delete(key);
    for (const [key, value] of params.without("storage", "delete", "digest")) storage.options.set(key, value);
    return { storage: name, type: storage.type };
  } catch (error) {
    throw failure(`update storage failed: ${messageOf(error)}`);
  }
}

function remove(call: Call): null {
  const { state } = call.services;
  const name = call.params.need("storage");
  if (!state.storages.delete(name)) throw failure(`delete storage failed: storage '${name}' does not exist`);
  for (const [key, volume] of state.volumes) if (volume.storage === name) state.volumes.delete(key);
  for (const pool of state.pools.values()) pool.storages.delete(name);
  state.acl.delete(`/storage/${name}`);
  return null;
}
