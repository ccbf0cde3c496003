import { float } from "../../../core/values.ts";
import { compare, contains, equals } from "../python/compare.ts";
import { PythonFailure } from "../python/failure.ts";
import { isItemDict, type Item, type ItemDict, PythonObject } from "../python/item.ts";
import { length } from "../python/iterate.ts";
import { intFromNumber, isFloat, isNumeric, toNumber } from "../python/number.ts";
import { dumpJson } from "../json-text.ts";
import { parseFloatItem } from "../filters/numbers.ts";

/** `&expression`: a query given to a function. */
export class Reference extends PythonObject {
  override readonly typeName: string = "expression";
  readonly query: (data: Item) => Item;

  constructor(query: (data: Item) => Item) {
    super();
    this.query = query;
  }
}

type Run = (...args: readonly Item[]) => Item;

function list(item: Item): Item[] {
  if (!Array.isArray(item)) throw new PythonFailure("TypeError", "JMESPath: an array is expected");
  return item;
}

function string(item: Item): string {
  if (typeof item !== "string") throw new PythonFailure("TypeError", "JMESPath: a string is expected");
  return item;
}

function number(item: Item): number {
  if (!isNumeric(item) || typeof item === "boolean")
    throw new PythonFailure("TypeError", "JMESPath: a number is expected");
  return toNumber(item);
}

function dict(item: Item): ItemDict {
  if (!isItemDict(item)) throw new PythonFailure("TypeError", "JMESPath: an object is expected");
  return item;
}

function query(item: Item): (data: Item) => Item {
  if (!(item instanceof Reference)) throw new PythonFailure("TypeError", "JMESPath: an &expression is expected");
  return item.query;
}

function kind(item: Item): string {
  if (item === null) return "null";
  if (typeof item === "boolean") return "boolean";
  if (typeof item === "string") return "string";
  if (isNumeric(item)) return "number";
  return Array.isArray(item) ? "array" : "object";
}

function toNumberItem(item: Item): Item {
  if (isNumeric(item) && typeof item !== "boolean") return item;
  const value = typeof item === "string" ? parseFloatItem(item) : undefined;
  if (value === undefined) return null;
  return /[.eE]/.test(string(item)) ? float(value) : value;
}

function best(items: Item, key: (item: Item) => Item, sign: 1 | -1): Item {
  const [first = null, ...rest] = list(items);
  return rest.reduce((kept, item) => (compare(key(item), key(kept)) * sign > 0 ? item : kept), first);
}

const total = (items: Item): number => list(items).reduce((sum: number, item) => sum + number(item), 0);
const numeric = (value: number, from: Item): Item => (list(from).some(isFloat) ? float(value) : value);
const self = (item: Item): Item => item;

const FUNCTIONS: Readonly<Record<string, Run>> = {
  abs: (item = null) => (isFloat(item) ? float(Math.abs(number(item))) : Math.abs(number(item))),
  avg: (items = null) => (list(items).length === 0 ? null : float(total(items) / list(items).length)),
  ceil: (item = null) => intFromNumber(Math.ceil(number(item))),
  contains: (container = null, item = null) =>
    Array.isArray(container) ? container.some((one) => equals(one, item)) : contains(string(container), item),
  ends_with: (text = null, end = null) => string(text).endsWith(string(end)),
  floor: (item = null) => intFromNumber(Math.floor(number(item))),
  join: (glue = null, items = null) => list(items).map(string).join(string(glue)),
  keys: (item = null) => [...dict(item).keys()],
  length: (item = null) => length(item),
  map: (expression = null, items = null) => list(items).map(query(expression)),
  max: (items = null) => best(items, self, 1),
  max_by: (items = null, expression = null) => best(items, query(expression), 1),
  merge: (...items) => new Map(items.flatMap((item) => [...dict(item)])),
  min: (items = null) => best(items, self, -1),
  min_by: (items = null, expression = null) => best(items, query(expression), -1),
  not_null: (...items) => items.find((item) => item !== null) ?? null,
  reverse: (item = null) =>
    typeof item === "string" ? Array.from(item).toReversed().join("") : list(item).toReversed(),
  sort: (items = null) => list(items).toSorted(compare),
  sort_by: (items = null, expression = null) => {
    const key = query(expression);
    return list(items).toSorted((one, two) => compare(key(one), key(two)));
  },
  starts_with: (text = null, start = null) => string(text).startsWith(string(start)),
  sum: (items = null) => numeric(total(items), items),
  to_array: (item = null) => (Array.isArray(item) ? item : [item]),
  to_number: (item = null) => toNumberItem(item),
  to_string: (item = null) =>
    typeof item === "string"
      ? item
      : dumpJson(item, { indent: undefined, sortKeys: false, ascii: true, dates: true, separators: [",", ":"] }),
  type: (item = null) => kind(item),
  values: (item = null) => [...dict(item).values()],
};

/** Calls a JMESPath function. @throws PythonFailure for an unknown function or arguments of the wrong kind */
export function callFunction(name: string, args: readonly Item[]): Item {
  const run = FUNCTIONS[name];
  if (!run) throw new PythonFailure("ValueError", `JMESPath has no function ${name}()`);
  return run(...args);
}
