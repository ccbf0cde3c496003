import { HintedError } from "../../core/errors.ts";
import { type InventoryGraph, LOCALHOST_NAMES } from "../graph.ts";
import type { HostNode } from "../nodes.ts";
import { nameTest } from "./expression.ts";

const SUBSCRIPT = /^(.+)\[(?:(-?[0-9]+)|([0-9]+)([:-])([0-9]*))\]$/;

/** What to do about a pattern that matches nothing. */
export type OnMismatch = (pattern: string) => void;

/**
 * The hosts of patterns in Ansible's order: plain patterns first (all hosts when there are none), then those with `&`
 * keep only hosts of both, then those with `!` take hosts away. @throws HintedError USAGE
 */
export function selectHosts(
  graph: InventoryGraph,
  patterns: readonly string[],
  onMismatch: OnMismatch,
): readonly HostNode[] {
  const plain = patterns.filter((pattern) => !/^[!&]/.test(pattern));
  const chosen = new Set<HostNode>();
  for (const pattern of plain.length > 0 ? plain : ["all"]) {
    for (const host of matching(graph, pattern, onMismatch)) chosen.add(host);
  }
  for (const pattern of patterns.filter((candidate) => candidate.startsWith("&"))) {
    const both = new Set(matching(graph, pattern.slice(1), onMismatch));
    for (const host of chosen) if (!both.has(host)) chosen.delete(host);
  }
  for (const pattern of patterns.filter((candidate) => candidate.startsWith("!"))) {
    for (const host of matching(graph, pattern.slice(1), onMismatch)) chosen.delete(host);
  }
  return [...chosen];
}

function matching(graph: InventoryGraph, pattern: string, onMismatch: OnMismatch): readonly HostNode[] {
  const exact = graph.hosts.get(pattern);
  if (exact) return [exact];
  const subscript = pattern.startsWith("~") ? null : SUBSCRIPT.exec(pattern);
  if (!subscript) return [...enumerate(graph, pattern, onMismatch)];
  const [, base = "", index, start, , end] = subscript;
  const hosts = [...enumerate(graph, base, onMismatch)];
  if (hosts.length === 0) return hosts;
  if (index === undefined) return slice(hosts, Number(start), end === "" ? -1 : Number(end));
  const one = hosts.at(Number(index));
  if (one) return [one];
  throw new HintedError("USAGE", `No host matches ${pattern}: ${base} has ${hosts.length}`, {
    hint: "Count from 0, or from the end with negative numbers",
  });
}

/** Both ends belong to the slice. `x:0` means `x` alone, because Ansible takes an end of 0 for none. */
function slice(hosts: readonly HostNode[], start: number, end: number): readonly HostNode[] {
  if (end === 0) return hosts.slice(start, start + 1);
  return hosts.slice(start, end === -1 ? hosts.length : end + 1);
}

function enumerate(graph: InventoryGraph, pattern: string, onMismatch: OnMismatch): ReadonlySet<HostNode> {
  const test = nameTest(pattern);
  const found = new Set<HostNode>();
  const groups = [...graph.groups.values()].filter((group) => test(group.name));
  for (const group of groups) for (const host of group.allHosts()) found.add(host);
  if (groups.length === 0 || /^~|[.?*[]/.test(pattern)) {
    for (const host of graph.hosts.values()) if (test(host.name)) found.add(host);
  }
  if (found.size === 0 && LOCALHOST_NAMES.includes(pattern)) {
    const host = graph.findHost(pattern);
    if (host) found.add(host);
  }
  if (found.size === 0 && groups.length === 0 && pattern !== "all") onMismatch(pattern);
  return found;
}
