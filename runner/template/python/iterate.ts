import { Marker, Nothing, PythonFailure } from "./failure.ts";
import { Bytes, isItemDict, type Item, Range } from "./item.ts";
import { typeName } from "./type-name.ts";

/** The items a Python `for` would see: a dict gives its keys, a string its characters. @throws PythonFailure TypeError */
export function iterate(item: Item): readonly Item[] {
  if (Array.isArray(item)) return item;
  if (typeof item === "string") return characters(item);
  if (isItemDict(item)) return [...item.keys()];
  if (item instanceof Range) return Array.from({ length: item.length }, (_none, index) => item.at(index));
  if (item instanceof Marker) return item.trip();
  if (item instanceof Nothing) return [];
  if (item instanceof Bytes) return [...item.data];
  throw new PythonFailure("TypeError", `'${typeName(item)}' object is not iterable`);
}

/** Whether a Python `for` accepts the item. */
export function isIterable(item: Item): boolean {
  return (
    typeof item === "string" ||
    Array.isArray(item) ||
    item instanceof Map ||
    item instanceof Range ||
    item instanceof Bytes
  );
}

/** Python's `len(item)`. @throws PythonFailure TypeError */
export function length(item: Item): number {
  if (Array.isArray(item)) return item.length;
  if (typeof item === "string") return SURROGATE.test(item) ? Array.from(item).length : item.length;
  if (item instanceof Map) return item.size;
  if (item instanceof Range) return item.length;
  if (item instanceof Bytes) return item.data.length;
  if (item instanceof Marker) return item.trip();
  throw new PythonFailure("TypeError", `object of type '${typeName(item)}' has no len()`);
}

const SURROGATE = /[\ud800-\udfff]/;

/** The characters (code points) of a string. */
export function characters(text: string): string[] {
  return SURROGATE.test(text) ? Array.from(text) : text.split("");
}
