import { type FilterTable, type Plugin, plugin } from "../plugin.ts";
import { flagArgument } from "../python/arguments.ts";
import { equals } from "../python/compare.ts";
import { PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { ItemSet } from "../python/item-set.ts";
import { iterate } from "../python/iterate.ts";
import { attributeGetter, ignoreCase } from "./attribute.ts";

/** Whether every item can be in a set. */
function hashableAll(items: readonly Item[]): boolean {
  return items.every((item) => !(item instanceof Map) && !Array.isArray(item));
}

function isIn(items: readonly Item[]): (item: Item) => boolean {
  if (hashableAll(items)) {
    const set = new ItemSet(items);
    return (item) => (item instanceof Map || Array.isArray(item) ? false : set.has(item));
  }
  return (item) => items.some((other) => equals(other, item));
}

/** The items without repetitions, the first of each kept. */
function distinct(items: readonly Item[]): Item[] {
  if (hashableAll(items)) return new ItemSet(items).items;
  const kept: Item[] = [];
  for (const item of items) if (!kept.some((other) => equals(other, item))) kept.push(item);
  return kept;
}

type Combine = (left: readonly Item[], right: readonly Item[]) => Item[];

const setFilter = (combine: Combine): Plugin =>
  plugin(["other"], (value, [other = null]) => combine(iterate(value), iterate(other)));

const intersect: Combine = (left, right) => distinct(left.filter(isIn(right)));
const union: Combine = (left, right) => distinct([...left, ...right]);
const without = (items: readonly Item[], excluded: readonly Item[]): readonly Item[] => {
  const excludes = isIn(excluded);
  return items.filter((item) => !excludes(item));
};

const unique = plugin<Item>(["case_sensitive?", "attribute?"], (value, [caseSensitive = null, attribute], env) => {
  const items = iterate(value);
  const get = attributeGetter(attribute, env);
  const fold = flagArgument(caseSensitive) ? (item: Item): Item => item : ignoreCase;
  const keys = items.map((item) => fold(get(item)));
  if (hashableAll(keys)) {
    const seen = new ItemSet();
    return items.filter((_item, at) => seen.add(keys[at] ?? null));
  }
  if (caseSensitive === false || attribute !== undefined)
    throw new PythonFailure("TypeError", "unique can not compare lists or dicts with case_sensitive or attribute");
  return distinct(items);
});

/** Set theory over lists. Python gives these in no certain order; here the order of the input is kept. */
export const setFilters: FilterTable = {
  unique,
  intersect: setFilter(intersect),
  union: setFilter(union),
  difference: setFilter((left, right) => distinct(without(left, right))),
  symmetric_difference: setFilter((left, right) => distinct([...without(left, right), ...without(right, left)])),
};
