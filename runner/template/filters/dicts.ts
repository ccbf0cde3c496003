import { HintedError } from "../../../core/errors.ts";
import type { Environment } from "../environment.ts";
import { type FilterTable, plugin } from "../plugin.ts";
import { flagArgument, stringArgument } from "../python/arguments.ts";
import { assign, hashable, lookup } from "../python/compare.ts";
import { capture, Marker, PythonFailure } from "../python/failure.ts";
import { isItemDict, type Item, type ItemDict, Tuple } from "../python/item.ts";
import { iterate } from "../python/iterate.ts";
import { repr, text } from "../python/text.ts";
import { truth } from "../python/truth.ts";
import { typeName } from "../python/type-name.ts";
import { isListMerge, mergeDicts } from "./merge.ts";

type Args = readonly (Item | undefined)[];

function combine(value: Item, [others, recursive, listMerge = "replace"]: Args): Item {
  const terms = [value, ...(Array.isArray(others) ? others : [])].flatMap((term) =>
    Array.isArray(term) ? [...term] : [term],
  );
  const strategy = stringArgument(listMerge, "list_merge");
  if (!isListMerge(strategy))
    throw new PythonFailure("ValueError", `combine: 'list_merge' argument can not be '${strategy}'`);
  const dicts = terms.filter((term) => term !== null && term !== "None" && term !== "null");
  const [only] = dicts;
  if (only === undefined) return new Map();
  if (dicts.length === 1) return only;
  return dicts.reduceRight((high, low) => {
    if (!isItemDict(low) || !isItemDict(high)) {
      throw new PythonFailure(
        "TypeError",
        `failed to combine variables, expected dicts but got a '${typeName(low)}' and a '${typeName(high)}'`,
      );
    }
    return mergeDicts(low, high, { recursive: flagArgument(recursive), listMerge: strategy });
  });
}

function dictToItems(value: Item, [keyName = "key", valueName = "value"]: Args): Item {
  if (!isItemDict(value))
    throw new PythonFailure("TypeError", `dict2items requires a dictionary, got ${typeName(value)} instead.`);
  return Array.from(value).map(
    ([key, item]): Item =>
      new Map<Item, Item>([
        [keyName, key],
        [valueName, item],
      ]),
  );
}

function itemsToDict(value: Item, [keyName = "key", valueName = "value"]: Args): Item {
  if (!Array.isArray(value))
    throw new PythonFailure("TypeError", `items2dict requires a list, got ${typeName(value)} instead.`);
  const dict: ItemDict = new Map();
  for (const item of value) {
    if (!isItemDict(item)) throw new PythonFailure("TypeError", "items2dict requires a list of dictionaries");
    const [key, inner] = [lookup(item, keyName), lookup(item, valueName)];
    if (key === undefined || inner === undefined) {
      throw new PythonFailure(
        "KeyError",
        `items2dict requires each dictionary in the list to contain the keys '${text(keyName)}' and '${text(valueName)}'`,
      );
    }
    assign(dict, hashable(key), inner);
  }
  return dict;
}

function subelements(value: Item, [path = null, skipMissing]: Args): Item {
  if (!isItemDict(value) && !Array.isArray(value))
    throw new PythonFailure("TypeError", "obj must be a list of dicts or a nested dict");
  if (!Array.isArray(path) && typeof path !== "string")
    throw new PythonFailure("TypeError", "subelements must be a list or a string");
  const keys = Array.isArray(path) ? path : path.split(".");
  return [...value.values()].flatMap((element) => {
    const found = descend(element, keys, flagArgument(skipMissing));
    return found.map((item) => Tuple.make(element, item));
  });
}

function descend(element: Item, keys: readonly Item[], skipMissing: boolean): readonly Item[] {
  let found = element;
  for (const key of keys) {
    if (found instanceof Marker) return found.trip();
    if (!isItemDict(found)) throw new PythonFailure("TypeError", `the key ${text(key)} should point to a dictionary`);
    const inner = lookup(found, key);
    if (inner === undefined && skipMissing) return [];
    if (inner === undefined) throw new PythonFailure("KeyError", `could not find ${repr(key)} key in iterated item`);
    found = inner;
  }
  if (!Array.isArray(found))
    throw new PythonFailure("TypeError", `the key ${repr(keys.at(-1) ?? null)} should point to a list`);
  return found;
}

function extract(value: Item, [container = null, more = null]: Args, env: Environment): Item {
  const keys = more === null ? [value] : [value, ...(Array.isArray(more) ? more : [more])];
  return keys.reduce((found, key) => {
    try {
      return env.getItem(found, key);
    } catch (error) {
      if (error instanceof HintedError) throw error;
      return capture(error);
    }
  }, container);
}

function rekey(value: Item, [key = null, duplicates = "error"]: Args): Item {
  if (duplicates !== "error" && duplicates !== "overwrite")
    throw new PythonFailure("ValueError", "duplicates parameter to rekey_on_member has unknown value");
  if (typeof value === "string") throw new PythonFailure("TypeError", "Type is not a valid list, set, or dict");
  const dict: ItemDict = new Map();
  for (const item of isItemDict(value) ? value.values() : iterate(value)) {
    if (!isItemDict(item)) throw new PythonFailure("TypeError", "List item is not a valid dict");
    const member = lookup(item, key);
    if (member === undefined) throw new PythonFailure("KeyError", `Key ${repr(key)} was not found.`);
    const known = lookup(dict, hashable(member));
    if (known !== undefined && truth(known) && duplicates === "error") {
      throw new PythonFailure("ValueError", `Key ${repr(member)} is not unique, cannot convert to dict.`);
    }
    assign(dict, member, item);
  }
  return dict;
}

/** Filters over dicts, and between dicts and lists. */
export const dictFilters: FilterTable = {
  combine: plugin(["*others", "recursive?", "list_merge?"], combine),
  dict2items: plugin(["key_name?", "value_name?"], dictToItems),
  items2dict: plugin(["key_name?", "value_name?"], itemsToDict),
  items: plugin([], (value) => {
    if (!isItemDict(value)) throw new PythonFailure("TypeError", "Can only get item pairs from a mapping.");
    return Array.from(value).map(([key, item]) => Tuple.make(key, item));
  }),
  subelements: plugin(["subelements", "skip_missing?"], subelements),
  extract: plugin(["container", "morekeys?"], extract),
  rekey_on_member: plugin(["key", "duplicates?"], rekey),
};
