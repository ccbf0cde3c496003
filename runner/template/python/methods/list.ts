import { flagArgument, intArgument } from "../arguments.ts";
import { compare, equals } from "../compare.ts";
import { PythonFailure } from "../failure.ts";
import { Callable, type Item } from "../item.ts";
import { iterate } from "../iterate.ts";
import { repr } from "../text.ts";
import { method, type MethodTable } from "./method.ts";

function indexOf(list: readonly Item[], value: Item, [from, to]: readonly [number, number]): number {
  const start = from < 0 ? Math.max(0, from + list.length) : from;
  const stop = to < 0 ? to + list.length : Math.min(to, list.length);
  for (let at = start; at < stop; at++) if (equals(list[at] ?? null, value)) return at;
  return -1;
}

function index(list: readonly Item[], value: Item, range: { start: Item | undefined; stop: Item | undefined }): number {
  const from = range.start === undefined ? 0 : intArgument(range.start, "start");
  const to = range.stop === undefined ? list.length : intArgument(range.stop, "stop");
  const at = indexOf(list, value, [from, to]);
  if (at === -1) throw new PythonFailure("ValueError", `${repr(value)} is not in list`);
  return at;
}

const count = (list: readonly Item[], value: Item): number => list.filter((item) => equals(item, value)).length;

function pop(list: Item[], at: number): Item {
  const [item] = list.splice(at < 0 ? at + list.length : at, 1);
  if (item === undefined) throw new PythonFailure("IndexError", "pop index out of range");
  return item;
}

function sortInPlace(list: Item[], key: Item | undefined, reverse: boolean): void {
  const keyOf =
    key instanceof Callable ? (item: Item): Item => key.call([item], new Map()) : (item: Item): Item => item;
  list.sort((left, right) => compare(keyOf(left), keyOf(right)) * (reverse ? -1 : 1));
}

/** The methods of `tuple`. */
export const tupleMethods: MethodTable<Item[]> = new Map([
  method("count", ["value"], (self: Item[], [value = null]) => count(self, value)),
  method("index", ["value", "start?", "stop?"], (self, [value = null, start, stop]) =>
    index(self, value, { start, stop }),
  ),
]);

/** The methods of `list`. */
export const listMethods: MethodTable<Item[]> = new Map([
  ...tupleMethods,
  method("append", ["object"], (self: Item[], [item = null]) => {
    self.push(item);
    return null;
  }),
  method("extend", ["iterable"], (self, [items = null]) => {
    self.push(...iterate(items));
    return null;
  }),
  method("insert", ["index", "object"], (self, [at, item = null]) => {
    self.splice(intArgument(at, "index"), 0, item);
    return null;
  }),
  method("pop", ["index?"], (self, [at]) => pop(self, at === undefined ? -1 : intArgument(at, "index"))),
  method("remove", ["value"], (self, [value = null]) => {
    const at = indexOf(self, value, [0, self.length]);
    if (at === -1) throw new PythonFailure("ValueError", "list.remove(x): x not in list");
    self.splice(at, 1);
    return null;
  }),
  method("clear", [], (self) => {
    self.length = 0;
    return null;
  }),
  method("copy", [], (self) => Array.from(self)),
  method("reverse", [], (self) => {
    self.reverse();
    return null;
  }),
  method("sort", ["key?", "reverse?"], (self, [key, reverse]) => {
    sortInPlace(self, key, flagArgument(reverse));
    return null;
  }),
]);
