import { type Dict, isDict } from "../core/values.ts";

/** `hash_behaviour`: whether a dict replaces one of the same name or is merged into it. */
export type HashBehaviour = "replace" | "merge";

/** A new dict of both; keys of the second win, and dicts below are merged when the behaviour says so. Neither is changed. */
export function combineVars(low: Dict, high: Dict, behaviour: HashBehaviour): Dict {
  if (low.size === 0) return high;
  if (high.size === 0) return low;
  const result: Dict = new Map(low);
  for (const [key, value] of high) {
    const below = result.get(key);
    const both = behaviour === "merge" && isDict(below) && isDict(value);
    result.set(key, both ? combineVars(below, value, behaviour) : value);
  }
  return result;
}
