import { equals, lookup } from "../python/compare.ts";
import { isItemDict, type Item, type ItemDict } from "../python/item.ts";

const STRATEGIES = ["replace", "keep", "append", "prepend", "append_rp", "prepend_rp"] as const;

/** What becomes of two lists under the same key. */
export type ListMerge = (typeof STRATEGIES)[number];

/** Whether the text names a way to merge lists. */
export function isListMerge(text: string): text is ListMerge {
  return STRATEGIES.some((name) => name === text);
}

/** How dicts are merged. */
export interface MergeOptions {
  readonly recursive: boolean;
  readonly listMerge: ListMerge;
}

/** Two dicts as one; the second wins, inner dicts and lists as the options say. */
export function mergeDicts(low: ItemDict, high: ItemDict, options: MergeOptions): ItemDict {
  const merged: ItemDict = new Map(low);
  for (const [key, item] of high) {
    const old = lookup(low, key);
    merged.set(key, old === undefined ? item : mergeItems(old, item, options));
  }
  return merged;
}

function mergeItems(low: Item, high: Item, options: MergeOptions): Item {
  if (isItemDict(low) && isItemDict(high)) return options.recursive ? mergeDicts(low, high, options) : high;
  return Array.isArray(low) && Array.isArray(high) ? mergeLists(low, high, options.listMerge) : high;
}

function mergeLists(low: readonly Item[], high: readonly Item[], listMerge: ListMerge): Item[] {
  const isNew =
    (items: readonly Item[]) =>
    (item: Item): boolean =>
      !items.some((other) => equals(other, item));
  switch (listMerge) {
    case "replace":
      return [...high];
    case "keep":
      return [...low];
    case "append":
      return [...low, ...high];
    case "prepend":
      return [...high, ...low];
    case "append_rp":
      return [...low.filter(isNew(high)), ...high];
    case "prepend_rp":
      return [...high, ...low.filter(isNew(high))];
    default:
      return listMerge satisfies never;
  }
}
