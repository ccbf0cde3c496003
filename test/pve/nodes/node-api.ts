import type { Call, Handlers } from "../services.ts";
import { nodeResource } from "../cluster/resources.ts";

/** Nodes and the version. */
export const nodeHandlers: Handlers = {
  "GET /version": version,
  "GET /nodes": list,
  "GET /nodes/{node}/version": version,
  "GET /nodes/{node}/status": status,
};

function version({ services }: Call): Record<string, string> {
  return services.state.version === "8.4"
    ? { version: "8.4.14", release: "8.4", repoid: "b502d23c" }
    : { version: "9.2.11", release: "9.2", repoid: "b1d2c3e4" };
}

function list(call: Call): unknown[] {
  const { permissions, settings, state } = call.services;
  return [...state.nodes.values()].map((node) => {
    const row = nodeResource(call, node);
    if (!permissions.has(call.principal.name, `/nodes/${node.name}`, { privileges: ["Sys.Audit"] })) {
      return {
        id: row["id"],
        type: "node",
        node: node.name,
        status: row["status"],
        ssl_fingerprint: settings.fingerprint,
      };
    }
    return { ...row, ssl_fingerprint: settings.fingerprint };
  });
}

function status(call: Call): unknown {
  const node = call.services.state.nodes.get(call.node);
  const memory = node?.memory ?? 0;
  const local = call.services.state.storages.get("local");
  return {
    uptime: 4576,
    cpu: 0.014,
    wait: 0,
    loadavg: ["0.10", "0.08", "0.05"],
    cpuinfo: {
      cpus: node?.cpus ?? 1,
      cores: node?.cpus ?? 1,
      sockets: 1,
      model: "QEMU Virtual CPU",
      mhz: "2600.000",
      hvm: "1",
      flags: "",
      user_hz: 100,
    },
    memory: { total: memory, used: Math.floor(memory / 8), free: memory - Math.floor(memory / 8) },
    swap: { total: 0, used: 0, free: 0 },
    rootfs: {
      total: local?.total ?? 0,
      used: local?.used ?? 0,
      free: (local?.total ?? 0) - (local?.used ?? 0),
      avail: (local?.total ?? 0) - (local?.used ?? 0),
    },
    ksm: { shared: 0 },
    idle: 0,
    pveversion: `pve-manager/${version(call)["version"]}`,
    kversion: "Linux 6.17.2-1-pve",
  };
}
