import { type Plugin, plugin, type TestTable } from "../plugin.ts";
import { compare, contains, equals } from "../python/compare.ts";
import type { Item } from "../python/item.ts";

const comparison = (holds: (left: Item, right: Item) => boolean): Plugin<boolean> =>
  plugin(["other"], (value, [other = null]) => holds(value, other));

const eq = comparison(equals);
const ne = comparison((left, right) => !equals(left, right));
const lt = comparison((left, right) => compare(left, right) < 0);
const le = comparison((left, right) => compare(left, right) <= 0);
const gt = comparison((left, right) => compare(left, right) > 0);
const ge = comparison((left, right) => compare(left, right) >= 0);

/** Tests that compare with another value. */
export const compareTests: TestTable = {
  eq,
  equalto: eq,
  "==": eq,
  ne,
  "!=": ne,
  lt,
  lessthan: lt,
  "<": lt,
  le,
  "<=": le,
  gt,
  greaterthan: gt,
  ">": gt,
  ge,
  ">=": ge,
  in: comparison((value, container) => contains(container, value)),
  contains: comparison((container, value) => contains(container, value)),
  sameas: comparison((left, right) => (typeof left === "object" ? left === right : Object.is(left, right))),
};
