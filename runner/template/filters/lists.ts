import { type FilterTable, type Plugin, plugin } from "../plugin.ts";
import { flagArgument, intArgument, stringArgument } from "../python/arguments.ts";
import { compare, equals } from "../python/compare.ts";
import { Marker, PythonFailure } from "../python/failure.ts";
import { itemOr, GroupTuple, isItemDict, type Item, Tuple } from "../python/item.ts";
import { characters, iterate, length } from "../python/iterate.ts";
import { operate } from "../python/operators.ts";
import { split } from "../python/methods/string-split.ts";
import { text } from "../python/text.ts";
import type { Environment } from "../environment.ts";
import { attributeGetter, ignoreCase } from "./attribute.ts";

const size: Plugin = plugin([], (value) => length(value));

function endOf(which: "first" | "last"): Plugin {
  return plugin([], (value) => {
    const items = which === "last" && isItemDict(value) ? [...value.keys()] : iterate(value);
    const item = which === "first" ? items[0] : items.at(-1);
    return itemOr(item, () => new Marker({ message: `No ${which} item, sequence was empty.` }));
  });
}

function reverse(value: Item): Item {
  if (typeof value === "string") return characters(value).toReversed().join("");
  return [...iterate(value)].reverse();
}

/** Sorted stably; `reverse` keeps equal items in their order, as Python does. */
function sortBy(items: readonly Item[], key: (item: Item) => Item, reversed: boolean): Item[] {
  const keyed = items.map((item) => [key(item), item] as const);
  const sign = reversed ? -1 : 1;
  return keyed.toSorted(([left], [right]) => sign * compare(left, right)).map(([, item]) => item);
}

/** The key that `sort` and `min` compare by: one attribute or several, without case unless asked. */
function sortKey(attribute: Item | undefined, caseSensitive: Item | undefined, env: Environment): (item: Item) => Item {
  const post = flagArgument(caseSensitive) ? (item: Item): Item => item : ignoreCase;
  if (typeof attribute !== "string" || !attribute.includes(",")) {
    const get = attributeGetter(attribute, env);
    return (item) => post(get(item));
  }
  const getters = attribute.split(",").map((part) => attributeGetter(part, env));
  return (item) => getters.map((get) => post(get(item)));
}

function extreme(wanted: 1 | -1): Plugin {
  return plugin(["case_sensitive?", "attribute?"], (value, [caseSensitive, attribute], env) => {
    const items = iterate(value);
    const [first] = items;
    if (first === undefined) return new Marker({ message: "No aggregated item, sequence was empty." });
    const key = sortKey(attribute, caseSensitive, env);
    return items.reduce((best, item) => (compare(key(item), key(best)) * wanted > 0 ? item : best), first);
  });
}

function dictSort(value: Item, args: readonly (Item | undefined)[]): Item {
  const [caseSensitive, by = "key", reversed] = args;
  if (!isItemDict(value)) throw new PythonFailure("AttributeError", "dictsort needs a dict");
  if (by !== "key" && by !== "value")
    throw new PythonFailure("ValueError", 'You can only sort by either "key" or "value"');
  const key = (pair: readonly Item[]): Item => {
    const item = (by === "key" ? pair[0] : pair[1]) ?? null;
    return flagArgument(caseSensitive) ? item : ignoreCase(item);
  };
  const sign = flagArgument(reversed) ? -1 : 1;
  return Array.from(value)
    .toSorted((left, right) => sign * compare(key(left), key(right)))
    .map((items) => Tuple.fromItems(items));
}

function groupBy(value: Item, args: readonly (Item | undefined)[], env: Environment): Item {
  const [attribute, fallback, caseSensitive] = args;
  const get = attributeGetter(attribute, env, fallback);
  const fold = flagArgument(caseSensitive) ? (item: Item): Item => item : ignoreCase;
  const groups: GroupTuple[] = [];
  let last: Item | undefined;
  for (const item of sortBy(iterate(value), (one) => fold(get(one)), false)) {
    const key = get(item);
    const members = groups.at(-1)?.[1];
    if (last !== undefined && equals(last, fold(key)) && Array.isArray(members)) members.push(item);
    else groups.push(group(key, item));
    last = fold(key);
  }
  return groups;
}

function group(key: Item, first: Item): GroupTuple {
  const made = new GroupTuple();
  made.push(key, [first]);
  return made;
}

function batch(value: Item, [count, fill = null]: readonly (Item | undefined)[]): Item {
  const wanted = intArgument(count, "linecount");
  const items = iterate(value);
  const rows: Item[][] = [];
  for (let at = 0; at < items.length; at += wanted) rows.push(items.slice(at, at + wanted));
  const last = rows.at(-1);
  if (fill !== null && last) while (last.length < wanted) last.push(fill);
  return rows;
}

function slices(value: Item, [count, fill = null]: readonly (Item | undefined)[]): Item {
  const items = iterate(value);
  const wanted = intArgument(count, "slices");
  const each = Math.floor(items.length / wanted);
  const longer = items.length % wanted;
  return Array.from({ length: wanted }, (_none, at) => {
    const start = at * each + Math.min(at, longer);
    const part = items.slice(start, start + each + (at < longer ? 1 : 0));
    return fill !== null && at >= longer ? [...part, fill] : part;
  });
}

function join(value: Item, [separator = "", attribute]: readonly (Item | undefined)[], env: Environment): Item {
  const get = attributeGetter(attribute, env);
  return iterate(value)
    .map((item) => text(get(item)))
    .join(text(separator));
}

function flatten(value: Item, args: readonly (Item | undefined)[]): Item {
  const [levels = null, skipNulls = true] = args;
  const limit = levels === null ? Number.POSITIVE_INFINITY : intArgument(levels, "levels");
  return flattenTo(iterate(value), limit, flagArgument(skipNulls));
}

function flattenTo(items: readonly Item[], levels: number, skipNulls: boolean): Item[] {
  return items.flatMap((item) => {
    if (skipNulls && (item === null || item === "None" || item === "null")) return [];
    return Array.isArray(item) && levels >= 1 ? flattenTo(item, levels - 1, skipNulls) : [item];
  });
}

function zip(lists: readonly (readonly Item[])[], count: number, fill: Item): Item {
  return Array.from({ length: count }, (_none, at) =>
    Tuple.fromItems(lists.map((list) => itemOr(list[at], () => fill))),
  );
}

function listsOf(value: Item, others: Item | undefined): readonly (readonly Item[])[] {
  return [value, ...(Array.isArray(others) ? others : [])].map(iterate);
}

/** Filters over lists. */
export const listFilters: FilterTable = {
  length: size,
  count: size,
  first: endOf("first"),
  last: endOf("last"),
  list: plugin([], (value) => [...iterate(value)]),
  reverse: plugin([], reverse),
  join: plugin(["d?", "attribute?"], join),
  sort: plugin(["reverse?", "case_sensitive?", "attribute?"], (value, [reversed, caseSensitive, attribute], env) =>
    sortBy(iterate(value), sortKey(attribute, caseSensitive, env), flagArgument(reversed)),
  ),
  min: extreme(-1),
  max: extreme(1),
  sum: plugin(["attribute?", "start?"], (value, [attribute, start = 0], env) => {
    if (typeof start === "string")
      throw new PythonFailure("TypeError", "sum() can't sum strings [use ''.join(seq) instead]");
    return iterate(value)
      .map(attributeGetter(attribute, env))
      .reduce((total, item) => operate("+", total, item), start);
  }),
  dictsort: plugin(["case_sensitive?", "by?", "reverse?"], dictSort),
  groupby: plugin(["attribute", "default?", "case_sensitive?"], groupBy),
  batch: plugin(["linecount", "fill_with?"], batch),
  slice: plugin(["slices", "fill_with?"], slices),
  flatten: plugin(["levels?", "skip_nulls?"], flatten),
  zip: plugin(["*others", "strict?"], (value, [others, strict]) => {
    const lists = listsOf(value, others);
    const counts = lists.map((list) => list.length);
    if (flagArgument(strict) && new Set(counts).size > 1)
      throw new PythonFailure("ValueError", "zip() arguments have different lengths");
    return zip(lists, Math.min(...counts), null);
  }),
  zip_longest: plugin(["*others", "fillvalue?"], (value, [others, fill = null]) => {
    const lists = listsOf(value, others);
    return zip(lists, Math.max(...lists.map((list) => list.length)), fill);
  }),
  split: plugin(["sep?", "maxsplit?"], (value, [separator, limit = -1]) =>
    split(stringArgument(value, "value"), separator, intArgument(limit, "maxsplit")),
  ),
};
