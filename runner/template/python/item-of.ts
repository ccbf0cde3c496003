import { lookup } from "./compare.ts";
import { Bytes, isItemDict, type Item, Range } from "./item.ts";
import { characters } from "./iterate.ts";
import { isInt } from "./number.ts";

/** Python's `container[key]`; `undefined` where Python raises LookupError or TypeError. */
export function itemOf(container: Item, key: Item): Item | undefined {
  if (isItemDict(container)) return typeof key === "object" && key instanceof Map ? undefined : lookup(container, key);
  if (!isInt(key)) return undefined;
  const index = Number(key);
  if (Array.isArray(container)) return container[index < 0 ? container.length + index : index];
  if (typeof container === "string") return characters(container).at(index);
  if (container instanceof Range) return rangeItem(container, index);
  return container instanceof Bytes ? container.data.at(index) : undefined;
}

function rangeItem(range: Range, index: number): number | undefined {
  const at = index < 0 ? range.length + index : index;
  return at >= 0 && at < range.length ? range.at(at) : undefined;
}
