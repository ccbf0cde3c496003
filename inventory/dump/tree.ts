import { type Dict, isDict, type Value } from "../../core/values.ts";
import type { Inventory } from "../inventory.ts";
import type { GroupNode } from "../nodes.ts";
import { type DumpOptions, exportedVars, groupDumpVars, hostDumpVars } from "./vars.ts";

/**
 * The document of `--list --yaml`: groups below groups, each host with its variables where it comes first. Groups without
 * anything in them are left out, unless `keepEmpty`.
 */
export function treeDocument(inventory: Inventory, options: DumpOptions & { readonly keepEmpty?: boolean }): Dict {
  const shown = new Set(inventory.match("all", options.limit));
  const seen = new Set<string>();
  const walk = (group: GroupNode): Dict => {
    const content: Dict = new Map();
    const children: Dict = new Map();
    for (const child of group.children) {
      const known = seen.has(`@${child.name}`);
      for (const [name, value] of known ? [[child.name, new Map()] as const] : walk(child)) children.set(name, value);
      seen.add(`@${child.name}`);
    }
    const hosts: Dict = new Map();
    for (const { name } of group.name === "all" ? [] : group.hosts) {
      if (!shown.has(name)) continue;
      hosts.set(name, seen.has(name) ? new Map() : hostDumpVars(inventory, name, options));
      seen.add(name);
    }
    content.set("children", children).set("hosts", hosts);
    content.set("vars", exportedVars(groupDumpVars(inventory, group, options), options));
    const filled = new Map([...content].filter(([, value]) => !isEmpty(value)));
    const isKept = filled.size > 0 || (options.keepEmpty === true && group.name !== "ungrouped");
    return isKept ? new Map([[group.name, filled]]) : new Map();
  };
  return walk(inventory.graph.all);
}

function isEmpty(value: Value): boolean {
  return isDict(value) && value.size === 0;
}
