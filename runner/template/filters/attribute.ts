import type { Environment } from "../environment.ts";
import { Marker } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { isInt } from "../python/number.ts";
import { text } from "../python/text.ts";

/** Looks up `a.b.0` in an item, part by part, as Jinja's `attribute=` arguments do; `fallback` stands in for what is missing. */
export function attributeGetter(attribute: Item | undefined, env: Environment, fallback?: Item): (item: Item) => Item {
  const parts = attributeParts(attribute);
  return (item) => {
    let found = item;
    for (const part of parts) {
      found = env.getItem(found, part);
      if (fallback !== undefined && fallback !== null && found instanceof Marker && found.isUndefined) found = fallback;
    }
    return found;
  };
}

function attributeParts(attribute: Item | undefined): readonly Item[] {
  if (attribute === undefined || attribute === null) return [];
  if (isInt(attribute)) return [attribute];
  return text(attribute)
    .split(".")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** The item in lower case when it is a string: how Jinja compares without case. */
export function ignoreCase(item: Item): Item {
  return typeof item === "string" ? item.toLowerCase() : item;
}
