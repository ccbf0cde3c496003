import { assign, hashable, lookup } from "../compare.ts";
import { PythonFailure } from "../failure.ts";
import { itemOr, isItemDict, type Item, type ItemDict, Tuple } from "../item.ts";
import { iterate } from "../iterate.ts";
import { repr } from "../text.ts";
import { method, type MethodTable } from "./method.ts";

function pairs(item: Item): readonly (readonly [Item, Item])[] {
  if (isItemDict(item)) return Array.from(item);
  return iterate(item).map((pair) => {
    const [key, value, ...rest] = iterate(pair);
    if (key === undefined || value === undefined || rest.length > 0) {
      throw new PythonFailure("ValueError", "dictionary update sequence element does not have length 2");
    }
    return [key, value];
  });
}

/** Adds the items of a dict, a list of pairs and keywords, as `dict()` and `update()` do. @throws PythonFailure */
export function updateDict(dict: ItemDict, source: Item | undefined, keywords: Iterable<readonly [Item, Item]>): void {
  if (source !== undefined) for (const [key, value] of pairs(source)) assign(dict, key, value);
  for (const [key, value] of keywords) assign(dict, key, value);
}

function pop(dict: ItemDict, key: Item, fallback: Item | undefined): Item {
  const value = itemOr(lookup(dict, hashable(key)), () => fallback);
  if (value === undefined) throw new PythonFailure("KeyError", repr(key));
  for (const own of dict.keys()) if (lookup(new Map([[own, null]]), key) !== undefined) dict.delete(own);
  return value;
}

/** The methods of `dict`. `keys`, `values` and `items` give lists, as Ansible's templating does. */
export const dictMethods: MethodTable<ItemDict> = new Map([
  method("keys", [], (self: ItemDict) => [...self.keys()]),
  method("values", [], (self) => [...self.values()]),
  method("items", [], (self) => Array.from(self).map(([key, value]) => Tuple.make(key, value))),
  method("get", ["key", "default?"], (self, [key = null, fallback]) =>
    itemOr(lookup(self, hashable(key)), () => fallback ?? null),
  ),
  method("copy", [], (self) => new Map(self)),
  method("clear", [], (self) => {
    self.clear();
    return null;
  }),
  method("update", ["other?", "**keywords"], (self, [other, keywords]) => {
    updateDict(self, other, isItemDict(keywords) ? keywords : []);
    return null;
  }),
  method("setdefault", ["key", "default?"], (self, [key = null, fallback = null]) => {
    const found = lookup(self, hashable(key));
    if (found === undefined) assign(self, key, fallback);
    return itemOr(found, () => fallback);
  }),
  method("pop", ["key", "default?"], (self, [key = null, fallback]) => pop(self, key, fallback)),
  method("popitem", [], (self) => {
    const last = Array.from(self).at(-1);
    if (!last) throw new PythonFailure("KeyError", "'popitem(): dictionary is empty'");
    self.delete(last[0]);
    return Tuple.fromItems(last);
  }),
  method("fromkeys", ["keys", "value?"], (_self, [keys = null, value = null]) => {
    const dict: ItemDict = new Map();
    for (const key of iterate(keys)) assign(dict, key, value);
    return dict;
  }),
]);
