import { Timestamp, type Value } from "../../core/values.ts";
import { isPlain } from "./compile/lazy.ts";
import { assign } from "./python/compare.ts";
import { DateTime } from "./python/datetime.ts";
import { Marker, PythonFailure } from "./python/failure.ts";
import { Bytes, isItemDict, type Item, Omitted, PythonObject, Tuple } from "./python/item.ts";
import { typeName } from "./python/type-name.ts";

/**
 * An item as a shared value: tuples become lists, omitted items drop out, datetimes become timestamps.
 * @throws Tripped for an undefined inside; PythonFailure TypeError for what can not leave a template (a range, a function)
 */
export function finalise(item: Item): Value {
  switch (typeof item) {
    case "string":
    case "number":
    case "boolean":
    case "bigint":
      return item;
    default:
      if (item === null) return null;
  }
  if (Array.isArray(item)) return finaliseList(item);
  if (isItemDict(item)) return finaliseDict(item);
  return item instanceof PythonObject ? finaliseObject(item) : item;
}

function finaliseList(list: readonly Item[]): Value[] {
  const values: Value[] = [];
  for (const item of list) if (!(item instanceof Omitted)) values.push(finalise(item));
  return values;
}

function finaliseDict(dict: ReadonlyMap<Item, Item>): Map<Value, Value> {
  const values = new Map<Value, Value>();
  for (const [key, item] of dict) if (!(item instanceof Omitted)) values.set(finaliseKey(key), finalise(item));
  return values;
}

function finaliseKey(key: Item): Value {
  if (typeof key === "string") return key;
  if (key instanceof Tuple) throw new PythonFailure("TypeError", "unhashable type: 'list'");
  return finalise(key);
}

function finaliseObject(item: PythonObject): Value {
  if (item instanceof Marker) return item.trip();
  if (item instanceof DateTime) return new Timestamp(item.toString());
  if (item instanceof Bytes) return item.data.toString("utf8");
  throw new PythonFailure("TypeError", `A template can not give a value of type '${typeName(item)}'`);
}

/** As {@link finalise}, for a piece of text: containers lose omitted items and trip on undefined ones, the rest stays. */
export function finaliseForText(item: Item): Item {
  if (item instanceof Marker) return item.trip();
  if (Array.isArray(item)) {
    return item.filter((inner) => !(inner instanceof Omitted)).map(finaliseForText);
  }
  if (!isItemDict(item) || isPlainDeep(item)) return item;
  const copy = new Map<Item, Item>();
  for (const [key, inner] of item) if (!(inner instanceof Omitted)) assign(copy, key, finaliseForText(inner));
  return copy;
}

function isPlainDeep(dict: Map<Item, Item>): boolean {
  return dict.size === 0 && isPlain(dict);
}
