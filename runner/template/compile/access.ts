import { Marker } from "../python/failure.ts";
import { isItemDict, type Item } from "../python/item.ts";
import { dictMethods } from "../python/methods/dict.ts";
import { itemOf } from "../python/item-of.ts";
import { attributeOf } from "../python/subscript.ts";
import { repr } from "../python/text.ts";
import { typeName } from "../python/type-name.ts";

/** Jinja's `target.name`: a Python attribute first, then an item; a marker when there is neither. */
export function getAttribute(target: Item, name: string): Item {
  if (isItemDict(target)) {
    const found = dictMethods.has(name) ? attributeOf(target, name) : target.get(name);
    return found === undefined ? missingAttribute(target, name) : found;
  }
  if (target instanceof Marker) return target;
  const attribute = attributeOf(target, name);
  return attribute === undefined ? missingAttribute(target, name) : attribute;
}

/** Jinja's `target[key]`: an item first, then a Python attribute; a marker when there is neither. @throws Tripped */
export function getItem(target: Item, key: Item): Item {
  if (target instanceof Marker) return target;
  if (key instanceof Marker) return key.trip();
  const item = itemOf(target, key);
  // Not `??`: an item may be None.
  const found = item === undefined && typeof key === "string" ? attributeOf(target, key) : item;
  if (found !== undefined) return found;
  return typeof key === "string" ? missingAttribute(target, key) : missingItem(target, key);
}

function missingAttribute(target: Item, name: string): Marker {
  return new Marker({
    message: `object of type '${typeName(target)}' has no attribute '${name}'`,
    name,
    candidates: isItemDict(target) ? () => stringKeys(target) : undefined,
  });
}

function missingItem(target: Item, key: Item): Marker {
  return new Marker({ message: `${typeName(target)} object has no element ${repr(key)}` });
}

function* stringKeys(dict: ReadonlyMap<Item, Item>): Iterable<string> {
  for (const key of dict.keys()) if (typeof key === "string") yield key;
}
