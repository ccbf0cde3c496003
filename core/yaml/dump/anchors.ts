import { type Dict, isDict, type Value } from "../../values.ts";

/** The anchors of lists and dicts that stand in more than one place, numbered in the order in which they are met again. */
export function anchorsOf(
  root: Value,
  pairsOf: (dict: Dict) => readonly (readonly [Value, Value])[],
): ReadonlyMap<object, string> {
  const seen = new Set<object>();
  const anchors = new Map<object, string>();
  const visit = (value: Value): void => {
    if (!Array.isArray(value) && !isDict(value)) return;
    if (seen.has(value)) {
      if (!anchors.has(value)) anchors.set(value, `id${String(anchors.size + 1).padStart(3, "0")}`);
      return;
    }
    seen.add(value);
    for (const item of isDict(value) ? pairsOf(value).flat() : value) visit(item);
  };
  visit(root);
  return anchors;
}
