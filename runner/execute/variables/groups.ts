import type { Dict } from "../../../core/values.ts";
import type { Inventory } from "../../../inventory/index.ts";

const made = new WeakMap<ReadonlyMap<string, readonly string[]>, Dict>();

/** The variable `groups`. Made once for each state of the inventory: a thousand hosts ask for it in every task. */
export function groupsOf(inventory: Inventory): Dict {
  const groups = inventory.groups();
  const known = made.get(groups);
  if (known) return known;
  const dict: Dict = new Map([...groups].map(([name, hosts]) => [name, [...hosts]]));
  made.set(groups, dict);
  return dict;
}
