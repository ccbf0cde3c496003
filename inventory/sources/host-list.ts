import { HintedError } from "../../core/errors.ts";
import { parseAddress } from "../address.ts";
import type { InventoryGraph } from "../graph.ts";
import { type ExpandedHosts, expandHosts } from "../host-range.ts";

/** Reads `a,b:2222,c` into the graph: hosts of no group; ranges are not expanded here. */
export function readHostList(graph: InventoryGraph, text: string): void {
  for (const item of text.split(",").map((part) => part.trim())) {
    if (item === "") continue;
    const address = parseAddress(item);
    const { host, port } = address && !address.host.includes("[") ? address : { host: item, port: undefined };
    if (!graph.hosts.has(host)) graph.addHostTo(graph.group("ungrouped"), graph.host(host, port));
  }
}

/** Reads `a,b[1:3],c` into the graph, ranges expanded; what is no range is a name as it stands. */
export function readHostRanges(graph: InventoryGraph, text: string): void {
  for (const item of text.split(",").map((part) => part.trim())) {
    if (item === "") continue;
    const { names, port } = hostsOf(item);
    for (const name of names) {
      if (!graph.hosts.has(name)) graph.addHostTo(graph.group("ungrouped"), graph.host(name, port));
    }
  }
}

function hostsOf(item: string): ExpandedHosts {
  try {
    return expandHosts(item);
  } catch (error) {
    if (error instanceof HintedError) return { names: [item], port: undefined };
    throw error;
  }
}
