import { float } from "../../../core/values.ts";
import { type FilterTable, plugin } from "../plugin.ts";
import { intArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import { type Item, Tuple } from "../python/item.ts";
import { iterate } from "../python/iterate.ts";
import { isNumeric, toNumber } from "../python/number.ts";

function numberOf(item: Item | undefined, filter: string): number {
  if (item === undefined || !isNumeric(item))
    throw new PythonFailure("TypeError", `${filter}() can only be used on numbers`);
  return toNumber(item);
}

function logarithm(value: Item, [base]: readonly (Item | undefined)[]): Item {
  const number = numberOf(value, "log");
  if (number <= 0) throw new PythonFailure("ValueError", "math domain error");
  if (base === undefined) return float(Math.log(number));
  const by = numberOf(base, "log");
  return float(by === 10 ? Math.log10(number) : Math.log(number) / Math.log(by));
}

function power(left: number, right: number): Item {
  const result = left ** right;
  if (Number.isNaN(result) && !Number.isNaN(left + right)) throw new PythonFailure("ValueError", "math domain error");
  return float(result);
}

/** All ways to take one item of each list. */
function product(lists: readonly (readonly Item[])[]): Item[][] {
  return lists.reduce<Item[][]>((rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])), [[]]);
}

function combinations(items: readonly Item[], count: number): Item[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, at) => combinations(items.slice(at + 1), count - 1).map((rest) => [item, ...rest]));
}

function permutations(items: readonly Item[], count: number): Item[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1), count - 1).map((rest) => [item, ...rest]));
}

/** Filters for powers and combinations. */
export const mathFilters: FilterTable = {
  log: plugin(["base?"], logarithm),
  pow: plugin(["y"], (value, [exponent]) => power(numberOf(value, "pow"), numberOf(exponent, "pow"))),
  root: plugin(["base?"], (value, [base]) => {
    const [number, by] = [numberOf(value, "root"), base === undefined ? 2 : numberOf(base, "root")];
    if (by === 2 && number < 0) throw new PythonFailure("ValueError", "root() can only be used on numbers");
    return by === 2 ? float(Math.sqrt(number)) : power(number, 1 / by);
  }),
  product: plugin(["*others", "repeat?"], (value, [others, repeat = 1]) => {
    const lists = [value, ...(Array.isArray(others) ? others : [])].map(iterate);
    const repeated = Array.from({ length: intArgument(repeat, "repeat") }, () => lists).flat();
    return product(repeated).map((items) => Tuple.fromItems(items));
  }),
  permutations: plugin(["r?"], (value, [count = null]) => {
    const items = iterate(value);
    return permutations(items, count === null ? items.length : intArgument(count, "r")).map((items) =>
      Tuple.fromItems(items),
    );
  }),
  combinations: plugin(["r"], (value, [count]) =>
    combinations(iterate(value), intArgument(count, "r")).map((items) => Tuple.fromItems(items)),
  ),
};
