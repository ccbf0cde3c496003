import { failure, forbidden, messageOf } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { Pool, State } from "../state.ts";
import { guestResource, storageResource } from "../cluster/resources.ts";
import { poolOf } from "../guests/register.ts";

/** Resource pools; both the paths with the pool in them and those without. */
export const poolHandlers: Handlers = {
  "GET /pools": list,
  "POST /pools": create,
  "PUT /pools": (call) => update(call),
  "DELETE /pools": (call) => remove(call),
  "GET /pools/{poolid}": (call) => show(call),
  "PUT /pools/{poolid}": (call) => update(call),
  "DELETE /pools/{poolid}": (call) => remove(call),
};

function find(state: State, poolid: string): Pool {
  const pool = state.pools.get(poolid);
  if (!pool) throw failure(`pool '${poolid}' does not exist`);
  return pool;
}

const comment = (pool: Pool): { comment?: string } => (pool.comment === "" ? {} : { comment: pool.comment });

function list(call: Call): unknown[] {
  const { params, principal, services } = call;
  const poolid = params.get("poolid");
  if (poolid === undefined) {
    const visible = [...services.state.pools].filter(([name]) =>
      services.permissions.has(principal.name, `/pool/${name}`, { privileges: ["Pool.Audit"] }),
    );
    return visible.map(([name, pool]) => ({ poolid: name, ...comment(pool) }));
  }
  services.permissions.check(principal, `/pool/${poolid}`, "Pool.Audit");
  return [{ poolid, ...details(call, poolid) }];
}

function show(call: Call): unknown {
  const poolid = call.params.need("poolid");
  return { ...details(call, poolid), poolid };
}

function details(call: Call, poolid: string): Record<string, unknown> {
  const { services } = call;
  const pool = find(services.state, poolid);
  const type = call.params.get("type");
  const vms = [...pool.vms].map((vmid) => services.state.guests.get(vmid)).filter((guest) => guest !== undefined);
  const members: Record<string, unknown>[] = [
    ...vms.map((guest) => guestResource(call, guest)),
    ...[...pool.storages].flatMap((name) => {
      const storage = services.state.storages.get(name);
      return storage ? [...services.state.nodes.keys()].map((node) => storageResource(call, storage, node)) : [];
    }),
  ].map((member) => Object.fromEntries(Object.entries(member).filter(([key]) => key !== "pool")));
  return { members: members.filter((member) => type === undefined || member["type"] === type), ...comment(pool) };
}

function create(call: Call): null {
  const { params, services } = call;
  const poolid = params.need("poolid");
  const { pools } = services.state;
  if (pools.has(poolid)) throw failure(`create pool failed: pool '${poolid}' already exists`);
  const parent = poolid.includes("/") ? poolid.slice(0, poolid.lastIndexOf("/")) : undefined;
  if (parent !== undefined && !pools.has(parent))
    throw failure(`create pool failed: parent '${parent}' of pool '${poolid}' does not exist`);
  pools.set(poolid, { comment: params.get("comment") ?? "", vms: new Set(), storages: new Set() });
  return null;
}

function update(call: Call): null {
  const { params, services } = call;
  const poolid = params.need("poolid");
  try {
    const pool = find(services.state, poolid);
    pool.comment = params.get("comment") ?? pool.comment;
    for (const vmid of params.list("vms")) changeVm(call, { pool, poolid, vmid: Number(vmid) });
    for (const storage of params.list("storage")) changeStorage(call, pool, storage);
  } catch (error) {
    throw failure(`update pools failed: ${messageOf(error)}`);
  }
  return null;
}

function changeVm(call: Call, { pool, poolid, vmid }: { pool: Pool; poolid: string; vmid: number }): void {
  const { params, principal, services } = call;
  if (!services.permissions.has(principal.name, `/vms/${vmid}`, { privileges: ["VM.Allocate"] }))
    throw forbidden(`/vms/${vmid}, VM.Allocate`);
  if (params.flag("delete")) {
    if (!pool.vms.delete(vmid)) throw failure(`VM ${vmid} is not a pool member`);
    return;
  }
  if (pool.vms.has(vmid)) throw failure(`VM ${vmid} is already a pool member`);
  const other = poolOf(services.state, vmid);
  if (other !== undefined) {
    if (!params.flag("allow-move"))
      throw failure(`VM ${vmid} belongs already to pool '${other}' and 'allow-move' is not set`);
    services.permissions.check(principal, `/pool/${other}`, "Pool.Allocate");
    services.state.pools.get(other)?.vms.delete(vmid);
  }
  if (poolid !== "") pool.vms.add(vmid);
}

function changeStorage(call: Call, pool: Pool, storage: string): void {
  const { params, principal, services } = call;
  services.permissions.check(principal, `/storage/${storage}`, "Datastore.Allocate");
  if (params.flag("delete")) {
    if (!pool.storages.delete(storage)) throw failure(`Storage '${storage}' is not a pool member`);
    return;
  }
  if (pool.storages.has(storage)) throw failure(`Storage '${storage}' is already a pool member`);
  pool.storages.add(storage);
}

function remove(call: Call): null {
  const { params, services } = call;
  const poolid = params.need("poolid");
  try {
    const pool = find(services.state, poolid);
    const child = [...services.state.pools.keys()].find((name) => name.startsWith(`${poolid}/`));
    if (child !== undefined) throw failure(`pool '${poolid}' is not empty (contains pool '${child}')`);
    const vmid = [...pool.vms].find((member) => services.state.guests.has(member));
    if (vmid !== undefined) throw failure(`pool '${poolid}' is not empty (contains VM ${vmid})`);
    const storage = [...pool.storages].find((name) => services.state.storages.has(name));
    if (storage !== undefined) throw failure(`pool '${poolid}' is not empty (contains storage '${storage}')`);
    services.state.pools.delete(poolid);
    services.state.acl.delete(`/pool/${poolid}`);
  } catch (error) {
    throw failure(`delete pool failed: ${messageOf(error)}`);
  }
  return null;
}
