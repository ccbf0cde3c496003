import { isRoot } from "../access/principal.ts";
import type { Call } from "../services.ts";
import type { Net } from "./net.ts";

/** Requires SDN.Use where a network device is plugged in: on its bridge or vnet, or on each VLAN it uses there. */
export function checkBridge(call: Call, net: Net): void {
  const bridge = net.get("bridge");
  if (bridge === undefined || isRoot(call.principal)) return;
  const zone = call.services.state.vnets.get(bridge)?.get("zone") ?? "localnetwork";
  const path = `/sdn/zones/${zone}/${bridge}`;
  const tags = [...(net.has("tag") ? [Number(net.get("tag"))] : []), ...trunks(net.get("trunks") ?? "")];
  for (const tag of tags) call.services.permissions.check(call.principal, `${path}/${tag}`, "SDN.Use");
  if (tags.length === 0) call.services.permissions.check(call.principal, path, "SDN.Use");
}

/** VLANs of `5;6-8`. */
function trunks(text: string): number[] {
  return text.split(";").flatMap((range) => {
    const [from, to = from] = range.split("-").map(Number);
    if (from === undefined || to === undefined || range === "") return [];
    return Array.from({ length: to - from + 1 }, (_item, index) => from + index);
  });
}
