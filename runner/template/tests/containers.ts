import { type Plugin, plugin, type TestTable } from "../plugin.ts";
import type { Item } from "../python/item.ts";
import { ItemSet } from "../python/item-set.ts";
import { iterate } from "../python/iterate.ts";
import { truth } from "../python/truth.ts";

const within = (holds: (own: readonly Item[], other: readonly Item[]) => boolean): Plugin<boolean> =>
  plugin(["other"], (value, [other = null]) => holds(iterate(value), iterate(other)));

const isSubset = (own: readonly Item[], other: readonly Item[]): boolean => {
  const set = new ItemSet(other);
  return own.every((item) => set.has(item));
};

const subset = within(isSubset);
const superset = within((own, other) => isSubset(other, own));

/** Tests over lists as a whole. */
export const containerTests: TestTable = {
  subset,
  issubset: subset,
  superset,
  issuperset: superset,
  all: plugin([], (value) => iterate(value).every(truth)),
  any: plugin([], (value) => iterate(value).some(truth)),
};
