import { Float } from "../../../core/values.ts";
import { TimeDelta } from "./datetime.ts";
import { Marker, Nothing } from "./failure.ts";
import { Bytes, type Item, Range } from "./item.ts";

/** Python's `bool(item)`. @throws Tripped when the item is undefined */
export function truth(item: Item): boolean {
  if (typeof item === "boolean") return item;
  if (item === null) return false;
  if (typeof item === "string") return item !== "";
  if (typeof item === "number") return item !== 0;
  if (typeof item === "bigint") return item !== 0n;
  if (Array.isArray(item)) return item.length > 0;
  if (item instanceof Map) return item.size > 0;
  if (item instanceof Float) return item.value !== 0;
  if (item instanceof Marker) return item.trip();
  if (item instanceof Nothing) return false;
  if (item instanceof Range) return item.length > 0;
  if (item instanceof Bytes) return item.data.length > 0;
  return item instanceof TimeDelta ? item.microseconds !== 0 : true;
}
