import { HintedError } from "../../../core/errors.ts";
import { Marker, PythonFailure } from "../python/failure.ts";
import { itemOr, isItemDict, type Item, Tuple } from "../python/item.ts";
import { iterate } from "../python/iterate.ts";
import { systemRandom } from "../python/random.ts";
import { text } from "../python/text.ts";
import { truth } from "../python/truth.ts";
import { filterNamed } from "../filters/registry.ts";
import { lookup, type LookupInput, type LookupTable } from "./lookup.ts";

const flat = (terms: readonly Item[]): Item[] => terms.flatMap((term) => (Array.isArray(term) ? [...term] : [term]));

function nested({ terms }: LookupInput): readonly Item[] {
  if (terms.length === 0)
    throw new PythonFailure("ValueError", "with_nested requires at least one element in the nested list");
  const lists = terms.map((term) =>
    Array.isArray(term) ? flat(term) : typeof term === "string" ? [term] : iterate(term),
  );
  return lists.reduce<Item[][]>((rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])), [[]]);
}

function together({ terms }: LookupInput): readonly Item[] {
  if (terms.length === 0)
    throw new PythonFailure("ValueError", "with_together requires at least one element in each list");
  const lists = terms.map(iterate);
  const count = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: count }, (_none, at) => lists.map((list) => list[at] ?? null));
}

function dictItems({ terms }: LookupInput): readonly Item[] {
  return terms.flatMap((term) => {
    if (!isItemDict(term)) throw new PythonFailure("TypeError", "the dict lookup plugin expects a dictionary");
    return [...term].map(
      ([key, value]): Item =>
        new Map<Item, Item>([
          ["key", key],
          ["value", value],
        ]),
    );
  });
}

function subelements({ terms, env }: LookupInput): readonly Item[] {
  const [list = null, path = null, flags] = checkedTerms(terms);
  if (isItemDict(list) && truth(list.get("skipped") ?? false)) return [];
  const items = isItemDict(list) ? [...list.values()] : iterate(list);
  const skips = isItemDict(flags) && /^(?:yes|on|true|1)$/i.test(text(flags.get("skip_missing") ?? false));
  const filter = filterNamed("subelements");
  if (!filter)
    throw new HintedError("TEMPLATE_UNKNOWN_FILTER", "There is no filter subelements", { hint: "Report this." });
  const kept = items.filter((item) => !(isItemDict(item) && item.has("skipped")));
  const found = kept.flatMap((item): readonly Item[] => {
    try {
      const pairs = filter.run([item], [path, skips], env);
      return Array.isArray(pairs) ? pairs : [];
    } catch (error) {
      // On the way to the list the lookup (unlike the filter) passes over what is there but no dict as well.
      if (skips && error instanceof PythonFailure && error.message.includes("a dictionary")) return [];
      throw error;
    }
  });
  // The lookup (unlike the filter) takes the list it went through out of the item.
  const keys = text(path).split(".");
  return found.map((pair) => {
    const [item = null, sub = null] = Array.isArray(pair) ? pair : [];
    return Tuple.make(without(item, keys), sub);
  });
}

/** @throws PythonFailure TypeError as Ansible words it, for terms of another shape */
function checkedTerms(terms: readonly Item[]): readonly Item[] {
  const [list, path, flags] = terms;
  const fault = (what: string): PythonFailure =>
    new PythonFailure("TypeError", `subelements lookup expects a list of two or three items, ${what}`);
  if (terms.length < 2 || terms.length > 3) throw fault(`not of ${terms.length}`);
  if (!(Array.isArray(list) || isItemDict(list ?? null)) || typeof path !== "string")
    throw fault("first a dict or a list, second a string pointing to the subkey");
  if (flags !== undefined && !isItemDict(flags) && !isFlagName(flags))
    throw fault("the optional third item must be a dict with the flag skip_missing");
  return terms;
}

/** Ansible takes a list of names as well, which then sets nothing. */
function isFlagName(flags: Item): boolean {
  return Array.isArray(flags) && flags.every((name) => name === "skip_missing");
}

/** The item without what stands at the end of a path of keys. */
function without(item: Item, [key = "", ...rest]: readonly string[]): Item {
  if (!isItemDict(item)) return item;
  return new Map(
    Array.from(item).flatMap(([name, value]) => {
      if (name !== key) return [[name, value] as const];
      return rest.length === 0 ? [] : [[name, without(value, rest)] as const];
    }),
  );
}

function randomChoice({ terms }: LookupInput): readonly Item[] {
  if (terms.length === 0) return [];
  return [itemOr(terms[systemRandom.below(terms.length)], () => new Marker({ message: "there is no such item" }))];
}

/** Lookups that arrange lists: what the `with_...` loops use. */
export const listLookups: LookupTable = {
  items: lookup([], ({ terms }) => flat(terms)),
  list: lookup([], ({ terms }) => terms),
  flattened: lookup([], ({ terms }) =>
    terms.flatMap(function deep(term: Item): Item[] {
      if (Array.isArray(term)) return term.flatMap(deep);
      return term === null || term === "None" || term === "null" ? [] : [term];
    }),
  ),
  indexed_items: lookup([], ({ terms }) => flat(terms).map((item, at) => Tuple.make(at, item))),
  nested: lookup([], nested),
  cartesian: lookup([], nested),
  together: lookup([], together),
  dict: lookup([], dictItems),
  subelements: lookup([], subelements),
  random_choice: lookup([], randomChoice),
};
