import type { Dict, Value } from "../../core/values.ts";
import type { Inventory } from "../inventory.ts";
import type { GroupNode } from "../nodes.ts";
import { markUnsafe } from "./json.ts";
import { exportedVars, type DumpOptions, groupDumpVars, hostDumpVars } from "./vars.ts";

/** The document of `--list`: groups with hosts and children, and the variables of each host below `_meta`. */
export function listDocument(inventory: Inventory, options: DumpOptions): Dict {
  const hosts = inventory.match("all", options.limit);
  const shown = new Set(hosts);
  const document: Dict = new Map();
  for (const group of groupsBelow(inventory.graph.all, new Set())) {
    const content = groupContent(inventory, group, { shown, options });
    if (content.size > 0) document.set(group.name, content);
  }
  const hostVars: Dict = new Map();
  for (const host of hosts) {
    const vars = hostDumpVars(inventory, host, options);
    if (vars.size > 0) hostVars.set(host, markUnsafe(vars));
  }
  document.set(
    "_meta",
    new Map<Value, Value>([
      ["hostvars", hostVars],
      ["profile", "inventory_legacy"],
    ]),
  );
  return document;
}

function groupContent(
  inventory: Inventory,
  group: GroupNode,
  { shown, options }: { shown: ReadonlySet<string>; options: DumpOptions },
): Dict {
  const content: Dict = new Map();
  const hosts = [...group.hosts].map((host) => host.name).filter((name) => shown.has(name));
  if (group.name !== "all" && hosts.length > 0) content.set("hosts", hosts);
  if (group.children.size > 0)
    content.set(
      "children",
      [...group.children].map((child) => child.name),
    );
  const vars = exportedVars(groupDumpVars(inventory, group, options), options);
  if (vars.size > 0) content.set("vars", markUnsafe(vars));
  return content;
}

function groupsBelow(group: GroupNode, seen: Set<GroupNode>): ReadonlySet<GroupNode> {
  if (seen.has(group)) return seen;
  seen.add(group);
  for (const child of group.children) groupsBelow(child, seen);
  return seen;
}
