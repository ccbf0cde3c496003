import type { Call, Handlers } from "../services.ts";
import type { Guest, Node, Storage } from "../state.ts";
import { poolOf } from "../guests/register.ts";
import { isOn } from "../guests/power.ts";
import { commonStatus, displayName, haStatus, maxMemory } from "../guests/status.ts";
import { contentTypes, isActive, isOnNode, isShared } from "../storage/storages.ts";

/** The cluster's resource list. */
export const resourceHandlers: Handlers = { "GET /cluster/resources": list };

/** A guest in the resource list: its status comes from the status daemon, so a young guest has none yet. */
export function guestResource(call: Call, guest: Guest): Record<string, unknown> {
  const { permissions, clock, settings, state } = call.services;
  const pool = poolOf(state, guest.vmid);
  const base: Record<string, unknown> = {
    id: `${guest.kind}/${guest.vmid}`,
    type: guest.kind,
    node: guest.node,
    vmid: guest.vmid,
  };
  if (pool !== undefined && permissions.has(call.principal.name, `/pool/${pool}`, { privileges: ["Pool.Audit"] }))
    base["pool"] = pool;
  const online = state.nodes.get(guest.node)?.online === true;
  if (!online || clock.now() - guest.createdAt < settings.statsDelay * 1000) return { ...base, status: "unknown" };
  const { cpus, ...status } = commonStatus(call.services, guest);
  const ha = haStatus(call.services, guest);
  return {
    ...base,
    ...status,
    ...(state.version === "8.4" ? {} : { memhost: isOn(guest) ? maxMemory(guest) / 2 : 0 }),
    maxcpu: cpus,
    diskread: 0,
    diskwrite: 0,
    name: displayName(guest),
    status: isOn(guest) ? "running" : "stopped",
    template: guest.config.get("template") === "1" ? 1 : 0,
    ...(ha.managed === 1 ? { hastate: "started" } : {}),
  };
}

/** A storage of a node in the resource list. */
export function storageResource(call: Call, storage: Storage, node: string): Record<string, unknown> {
  const online = call.services.state.nodes.get(node)?.online === true;
  const active = online && isActive(storage, node);
  return {
    id: `storage/${node}/${storage.storage}`,
    type: "storage",
    storage: storage.storage,
    node,
    plugintype: storage.type,
    content: contentTypes(storage).join(","),
    shared: isShared(storage) ? 1 : 0,
    status: active ? "available" : "unknown",
    ...(active ? { disk: storage.used, maxdisk: storage.total } : {}),
  };
}

/** A node in the resource list. */
export function nodeResource(call: Call, node: Node): Record<string, unknown> {
  const base = {
    id: `node/${node.name}`,
    type: "node",
    node: node.name,
    status: node.online ? "online" : "offline",
    level: "",
  };
  if (!node.online) return base;
  const local = call.services.state.storages.get("local");
  return {
    ...base,
    cpu: 0.014,
    maxcpu: node.cpus,
    mem: Math.floor(node.memory / 8),
    maxmem: node.memory,
    disk: local?.used ?? 0,
    maxdisk: local?.total ?? 0,
    uptime: Math.floor((call.services.clock.now() % 10_000_000_000) / 1000),
  };
}

function list(call: Call): unknown[] {
  const type = call.params.get("type");
  const rows: unknown[] = [];
  if (type === undefined || type === "vm") rows.push(...guests(call));
  if (type === undefined || type === "node") rows.push(...nodes(call));
  if (type === undefined || type === "storage") rows.push(...storages(call));
  if (type === undefined) rows.push(...networks(call));
  return rows;
}

function guests(call: Call): unknown[] {
  const { permissions, state } = call.services;
  const visible = [...state.guests.values()].filter((guest) =>
    permissions.has(call.principal.name, `/vms/${guest.vmid}`, { privileges: ["VM.Audit"] }),
  );
  return visible.map((guest) => guestResource(call, guest));
}

function nodes(call: Call): unknown[] {
  const { permissions, state } = call.services;
  return [...state.nodes.values()].map((node) => {
    const row = nodeResource(call, node);
    if (!permissions.has(call.principal.name, `/nodes/${node.name}`, { privileges: ["Sys.Audit"] })) {
      return { id: row["id"], type: "node", node: node.name, status: row["status"] };
    }
    return node.online ? { ...row, "cgroup-mode": 2 } : row;
  });
}

function storages(call: Call): unknown[] {
  const { permissions, state } = call.services;
  const visible = [...state.storages.values()].filter((storage) =>
    permissions.has(call.principal.name, `/storage/${storage.storage}`, {
      privileges: ["Datastore.Audit", "Datastore.AllocateSpace"],
      any: true,
    }),
  );
  return visible.flatMap((storage) =>
    [...state.nodes.keys()]
      .filter((node) => isOnNode(storage, node))
      .map((node) => storageResource(call, storage, node)),
  );
}

function networks(call: Call): unknown[] {
  const { permissions, state } = call.services;
  if (
    state.version === "8.4" ||
    !permissions.has(call.principal.name, "/sdn/zones/localnetwork", { privileges: ["SDN.Audit"] })
  )
    return [];
  return [...state.nodes.values()].map(({ name }) => ({
    id: `network/${name}/zone/localnetwork`,
    type: "network",
    network: "localnetwork",
    "network-type": "zone",
    node: name,
    status: "ok",
  }));
}
