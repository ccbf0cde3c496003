import { parseAddress } from "../address.ts";
import type { InventoryGraph } from "../graph.ts";

/** Reads `a,b:2222,c` into the graph: hosts of no group; ranges are not expanded here. */
export function readHostList(graph: InventoryGraph, text: string): void {
  for (const item of text.split(",").map((part) => part.trim())) {
    if (item === "") continue;
    const address = parseAddress(item);
    const { host, port } = address && !address.host.includes("[") ? address : { host: item, port: undefined };
    if (!graph.hosts.has(host)) graph.addHostTo(graph.group("ungrouped"), graph.host(host, port));
  }
}
