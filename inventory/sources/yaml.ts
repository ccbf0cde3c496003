import { HintedError } from "../../core/errors.ts";
import { type Dict, isDict, TemplateText, type Value } from "../../core/values.ts";
import { originOf } from "../../core/yaml/index.ts";
import type { InventoryGraph } from "../graph.ts";
import { expandHosts } from "../host-range.ts";
import type { GroupNode } from "../nodes.ts";

const SECTIONS = ["vars", "children", "hosts"] as const;

/** Reads a parsed YAML inventory into the graph, as Ansible's `yaml` plugin does. @throws HintedError INVENTORY_SYNTAX */
export function readYamlInventory(graph: InventoryGraph, data: Value): void {
  if (!isDict(data) || data.size === 0) {
    throw invalid(
      "A YAML inventory is a dict of groups",
      "Start it with `all:` and put `hosts:` and `children:` below",
    );
  }
  if (data.get("plugin"))
    throw invalid("This is the configuration of an inventory plugin", "Use a plugin this program has");
  for (const [name, group] of data) readGroup(graph, name, group);
}

function readGroup(graph: InventoryGraph, name: Value, data: Value): GroupNode | undefined {
  if (data !== null && !isDict(data)) {
    graph.options.warn(`Skipping ${keyText(name)}, which is no group: it is not a dict`);
    return typeof name === "string" ? graph.groups.get(name) : undefined;
  }
  const group = graph.group(name);
  const entries = new Map([...(data ?? [])].map(([key, value]) => [key, asSection(group, key, value)] as const));
  for (const [key, entry] of entries) readEntry(graph, group, [key, entry]);
  return group;
}

/** `hosts: web1` stands for `hosts: {web1: }`; other sections alike. */
function asSection(group: GroupNode, key: Value, value: Value): Value {
  if (!SECTIONS.some((section) => section === key)) return value;
  const text = value instanceof TemplateText ? value.source : value;
  if (typeof text === "string") return new Map([[text, null]]);
  if (value === null || isDict(value)) return value;
  throw invalid(
    `${keyText(key)} of group ${group.name} is not a dict`,
    "End each name with a colon instead of listing it with a dash",
  ).at(originOf(value));
}

function readEntry(graph: InventoryGraph, group: GroupNode, [key, entry]: readonly [Value, Value]): void {
  if (entry === null) return;
  if (!isDict(entry)) {
    graph.options.warn(`Skipping ${keyText(key)} of group ${group.name}: it is not a dict`);
  } else if (key === "vars") {
    for (const [name, value] of entry) graph.setVar(group.name, name, value);
  } else if (key === "children") {
    readChildren(graph, group, entry);
  } else if (key === "hosts") {
    for (const [pattern, vars] of entry) readHosts(graph, group, [pattern, vars]);
  } else {
    graph.options.warn(`Skipping ${keyText(key)} of group ${group.name}: only vars, children and hosts belong here`);
  }
}

function readChildren(graph: InventoryGraph, group: GroupNode, children: Dict): void {
  for (const [name, data] of children) {
    const child = readGroup(graph, name, data);
    if (!child)
      throw invalid(
        `${keyText(name)} is not a known host nor group`,
        `Make ${keyText(name)} a dict, or leave it empty`,
      );
    graph.addChild(group, child);
  }
}

function readHosts(graph: InventoryGraph, group: GroupNode, [pattern, vars]: readonly [Value, Value]): void {
  if (typeof pattern !== "string") {
    throw invalid(`Host ${keyText(pattern)} of group ${group.name} is not a string`, "Put quotes around numbers");
  }
  const { names, port } = expandHosts(pattern);
  const given = isFalsy(vars) ? new Map<Value, Value>() : vars;
  if (!isDict(given))
    throw invalid(`Variables of host ${pattern} are not a dict`, "Write them as name: value, one per line");
  for (const name of names) {
    graph.addHostTo(group, graph.host(name, port));
    for (const [key, value] of given) graph.setVar(name, key, value);
  }
}

function isFalsy(value: Value): boolean {
  return (
    value === null || value === false || value === 0 || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

function keyText(key: Value): string {
  return typeof key === "string" || typeof key === "number" || typeof key === "boolean" ? String(key) : typeof key;
}

function invalid(message: string, hint: string): HintedError {
  return new HintedError("INVENTORY_SYNTAX", message, { hint });
}
