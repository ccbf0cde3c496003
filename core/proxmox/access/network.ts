import { aclPath } from "./acl-path.ts";
import type { RuleContext } from "./call.ts";
import { all, need, type Requirement } from "./requirement.ts";
import { unknown, unknownIn } from "./unknown.ts";

/** A network device of which nothing is known but that there may be one. */
export const SOME_NIC = `bridge=${unknown("the network device's bridge")}`;

/** What plugging a network device in (or out) needs: SDN.Use on its bridge or vnet, or on each VLAN it uses there. */
export function bridgeUse(net: string, { zoneOf }: RuleContext): Requirement {
  const fields = new Map(net.split(",").map((part) => splitPair(part)));
  const bridge = fields.get("bridge");
  if (unknownIn(net) && bridge === undefined) return use({ zone: "localnetwork", bridge: net, tag: undefined });
  if (bridge === undefined) return all();
  const zone = unknownIn(bridge) ? "localnetwork" : zoneOf(bridge);
  const tags = [...(fields.has("tag") ? [fields.get("tag") ?? ""] : []), ...trunks(fields.get("trunks") ?? "")];
  if (tags.length === 0) return use({ zone, bridge, tag: undefined });
  return all(...tags.map((tag) => use({ zone, bridge, tag })));
}

function use({ zone, bridge, tag }: { zone: string; bridge: string; tag: string | undefined }): Requirement {
  const template = `/sdn/zones/{zone}/{bridge}${tag === undefined ? "" : "/{tag}"}`;
  return need(aclPath(template, { zone, bridge, tag: tag ?? "" }), "SDN.Use");
}

function splitPair(part: string): readonly [string, string] {
  const at = part.indexOf("=");
  return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
}

/** VLANs of `5;6-8`. */
function trunks(text: string): readonly string[] {
  return text.split(";").flatMap((range) => {
    const [from, to = from] = range.split("-").map(Number);
    if (range === "" || from === undefined || to === undefined) return [];
    return Array.from({ length: to - from + 1 }, (_item, index) => String(from + index));
  });
}
