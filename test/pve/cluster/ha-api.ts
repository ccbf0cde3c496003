import { failure } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { Config } from "../state.ts";
import { configDigest } from "./digest.ts";

const base = "/cluster/ha/resources";

/** High availability: which guests it manages. */
export const haHandlers: Handlers = {
  [`GET ${base}`]: (call) => [...call.services.state.haResources].map(([sid, resource]) => row(call, sid, resource)),
  [`POST ${base}`]: create,
  [`GET ${base}/{sid}`]: (call) => row(call, sidOf(call), find(call)),
  [`PUT ${base}/{sid}`]: update,
  [`DELETE ${base}/{sid}`]: remove,
  "GET /cluster/ha/status/current": current,
};

/** `vm:100` of `vm:100` or `100`. */
function sidOf({ params, services }: Call): string {
  const sid = params.need("sid");
  if (sid.includes(":")) return sid;
  return `${services.state.guests.get(Number(sid))?.kind === "lxc" ? "ct" : "vm"}:${sid}`;
}

function find(call: Call): Config {
  const resource = call.services.state.haResources.get(sidOf(call));
  if (!resource) throw failure(`no such resource '${sidOf(call)}'`);
  return resource;
}

function row({ services }: Call, sid: string, resource: Config): Record<string, unknown> {
  const numbers = [...resource].map(([key, value]) => [key, /^\d+$/.test(value) ? Number(value) : value] as const);
  return {
    sid,
    type: sid.split(":")[0],
    ...Object.fromEntries(numbers),
    digest: configDigest(
      ...services.state.haResources.values(),
      new Map([["sids", [...services.state.haResources.keys()].join(",")]]),
    ),
  };
}

function create(call: Call): null {
  const sid = sidOf(call);
  const { state } = call.services;
  if (!state.guests.has(Number(sid.split(":")[1]))) throw failure(`unable to find VM/CT '${sid}'`);
  if (state.haResources.has(sid)) throw failure(`resource ID '${sid}' already defined`);
  state.haResources.set(sid, call.params.without("sid", "type"));
  return null;
}

function update(call: Call): null {
  const resource = find(call);
  for (const key of call.params.list("delete")) resource.delete(key);
  for (const [key, value] of call.params.without("sid", "delete", "digest")) resource.set(key, value);
  return null;
}

function remove(call: Call): null {
  find(call);
  call.services.state.haResources.delete(sidOf(call));
  return null;
}

function current(call: Call): unknown[] {
  const { state } = call.services;
  const services = [...state.haResources].map(([sid, resource]) => {
    const guest = state.guests.get(Number(sid.split(":")[1]));
    const wanted = resource.get("state") ?? "started";
    return {
      id: `service:${sid}`,
      type: "service",
      sid,
      node: guest?.node,
      state: wanted,
      request_state: wanted,
      status: `${sid} (${guest?.node ?? ""}, ${wanted})`,
    };
  });
  const fencing = {
    id: "fencing",
    type: "fencing",
    node: call.node,
    status: "standby (CRM watchdog standby)",
    ...(state.version === "8.4" ? {} : { "armed-state": "standby" }),
  };
  return [{ id: "quorum", type: "quorum", node: call.node, status: "OK", quorate: 1 }, fencing, ...services];
}
