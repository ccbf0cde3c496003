import { failure } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { Config, State } from "../state.ts";
import { configDigest } from "../cluster/digest.ts";

/** Zones and vnets of software-defined networking. */
export const sdnHandlers: Handlers = {
  "GET /cluster/sdn/zones": (call) =>
    visible(call, call.services.state.zones, (zone) => `/sdn/zones/${zone}`).map(([zone, config]) => ({
      zone,
      ...section(config),
    })),
  "POST /cluster/sdn/zones": createZone,
  "GET /cluster/sdn/zones/{zone}": (call) => ({ zone: call.params.need("zone"), ...section(findZone(call)) }),
  "PUT /cluster/sdn/zones/{zone}": (call) => change(call, findZone(call)),
  "DELETE /cluster/sdn/zones/{zone}": removeZone,
  "GET /cluster/sdn/vnets": listVnets,
  "POST /cluster/sdn/vnets": createVnet,
  "GET /cluster/sdn/vnets/{vnet}": (call) => ({
    vnet: call.params.need("vnet"),
    type: "vnet",
    ...section(findVnet(call)),
  }),
  "PUT /cluster/sdn/vnets/{vnet}": (call) => change(call, findVnet(call)),
  "DELETE /cluster/sdn/vnets/{vnet}": removeVnet,
  "PUT /cluster/sdn": apply,
};

const KEYS = ["zone", "vnet", "delete", "digest", "lock-token"];

function section(config: Config): Record<string, unknown> {
  const values = [...config].map(([key, value]) => [key, /^\d+$/.test(value) ? Number(value) : value] as const);
  return { ...Object.fromEntries(values), digest: configDigest(config) };
}

function visible(
  call: Call,
  sections: ReadonlyMap<string, Config>,
  path: (name: string) => string,
): [string, Config][] {
  const { permissions } = call.services;
  return [...sections].filter(([name]) =>
    permissions.has(call.principal.name, path(name), { privileges: ["SDN.Audit", "SDN.Allocate"], any: true }),
  );
}

function findZone({ params, services }: Call): Config {
  const zone = services.state.zones.get(params.need("zone"));
  if (!zone) throw failure(`sdn '${params.need("zone")}' does not exist`);
  return zone;
}

function findVnet(call: Call): Config {
  const { params, services } = call;
  const name = params.need("vnet");
  const zone = services.state.vnets.get(name)?.get("zone");
  if (zone !== undefined) services.permissions.check(call.principal, `/sdn/zones/${zone}/${name}`, "SDN.Allocate");
  const vnet = services.state.vnets.get(params.need("vnet"));
  if (!vnet) throw failure(`sdn '${params.need("vnet")}' does not exist`);
  return vnet;
}

function change(call: Call, config: Config): null {
  for (const key of call.params.list("delete")) config.delete(key);
  for (const [key, value] of call.params.without(...KEYS)) config.set(key, value);
  return null;
}

function createZone({ params, services }: Call): null {
  const zone = params.need("zone");
  if (services.state.zones.has(zone))
    throw failure(`create sdn zone object failed: sdn zone object ID '${zone}' already defined`);
  services.state.zones.set(zone, params.without(...KEYS));
  return null;
}

function usersOf(state: State, zone: string): string[] {
  return [...state.vnets].filter(([, vnet]) => vnet.get("zone") === zone).map(([name]) => name);
}

function removeZone(call: Call): null {
  const { state } = call.services;
  const zone = call.params.need("zone");
  findZone(call);
  const [vnet] = usersOf(state, zone);
  if (vnet !== undefined) {
    throw failure(
      `delete sdn zone object failed: zone ${zone} is used by vnet ${vnet} at /usr/share/perl5/PVE/Network/SDN/Zones/Plugin.pm line 149.`,
    );
  }
  state.zones.delete(zone);
  return null;
}

/** With `pending` the digest is missing, as a real server has it. */
function listVnets(call: Call): unknown[] {
  const { state } = call.services;
  const rows = visible(call, state.vnets, (name) => `/sdn/zones/${state.vnets.get(name)?.get("zone") ?? ""}/${name}`);
  return rows.map(([vnet, config]) => ({
    vnet,
    type: "vnet",
    ...section(config),
    ...(call.params.flag("pending") ? { digest: null } : {}),
  }));
}

function createVnet({ params, services }: Call): null {
  const vnet = params.need("vnet");
  const { vnets, zones } = services.state;
  if (vnets.has(vnet)) throw failure(`create sdn vnet object failed: sdn vnet object ID '${vnet}' already defined`);
  if (!zones.has(params.need("zone")))
    throw failure(
      "create sdn vnet object failed: cannot lookup undefined type! at /usr/share/perl5/PVE/API2/Network/SDN/Vnets.pm line 326.",
    );
  vnets.set(vnet, new Map([["zone", params.need("zone")], ...params.without(...KEYS)]));
  return null;
}

function removeVnet(call: Call): null {
  findVnet(call);
  call.services.state.vnets.delete(call.params.need("vnet"));
  return null;
}

function apply(call: Call): string {
  const { services } = call;
  return services.tasks.start({
    node: call.node,
    type: "reloadnetworkall",
    id: "",
    user: call.principal.name,
    *work(log) {
      for (const node of services.state.nodes.keys()) {
        log.line(`${node}: reloading network config`);
        yield services.tasks.seconds(1);
      }
    },
  });
}
