import { parameterError } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import { usedBy } from "../guests/find.ts";

/** The cluster as a whole: its state, the next free guest id. */
export const clusterHandlers: Handlers = {
  "GET /cluster/nextid": nextId,
  "GET /cluster/status": status,
  "GET /cluster/log": () => [],
};

function nextId(call: Call): string {
  const { params, services } = call;
  const asked = params.get("vmid");
  if (asked !== undefined) {
    if (usedBy(services.state, Number(asked)) !== undefined)
      throw parameterError({ vmid: `VM ${asked} already exists` });
    return asked;
  }
  const range = services.state.options.get("next-id") ?? "";
  const lower = Number(/lower=(\d+)/.exec(range)?.[1] ?? 100);
  const upper = Number(/upper=(\d+)/.exec(range)?.[1] ?? 1_000_000);
  for (let vmid = lower; vmid < upper; vmid += 1) if (!services.state.guests.has(vmid)) return String(vmid);
  throw parameterError({ vmid: `unable to get any free VMID in range [${lower}, ${upper - 1}]` });
}

function status(call: Call): unknown[] {
  const nodes = [...call.services.state.nodes.values()];
  const rows = nodes.map((node, index) => ({
    id: `node/${node.name}`,
    type: "node",
    name: node.name,
    ip: node.ip,
    level: "",
    local: node.name === call.node ? 1 : 0,
    nodeid: nodes.length === 1 ? 0 : index + 1,
    online: node.online ? 1 : 0,
  }));
  if (nodes.length === 1) return rows;
  const online = nodes.filter((node) => node.online).length;
  return [
    {
      id: "cluster",
      type: "cluster",
      name: "pve",
      nodes: nodes.length,
      quorate: online * 2 > nodes.length ? 1 : 0,
      version: nodes.length,
    },
    ...rows,
  ];
}
