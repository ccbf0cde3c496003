import { type FilterTable, plugin } from "../plugin.ts";
import { intArgument } from "../python/arguments.ts";
import { Marker, PythonFailure } from "../python/failure.ts";
import { itemOr, type Item } from "../python/item.ts";
import { isIterable, iterate } from "../python/iterate.ts";
import { isInt } from "../python/number.ts";
import { SeededRandom, shuffle, systemRandom } from "../python/random.ts";
import { truth } from "../python/truth.ts";

function random(value: Item, [start = null, step = null, seed = null]: readonly (Item | undefined)[]): Item {
  const source = seed === null ? systemRandom : new SeededRandom(seed);
  if (isInt(value)) {
    const from = truth(start) ? intArgument(start, "start") : 0;
    const by = truth(step) ? intArgument(step, "step") : 1;
    return from + by * source.below(Math.ceil((Number(value) - from) / by));
  }
  if (!isIterable(value)) throw new PythonFailure("TypeError", "random can only be used on sequences and integers");
  if (truth(start) || truth(step))
    throw new PythonFailure("ValueError", "start and step can only be used with integer values");
  const items = iterate(value);
  if (items.length === 0) throw new PythonFailure("IndexError", "Cannot choose from an empty sequence");
  return itemOr(items[source.below(items.length)], () => new Marker({ message: "there is no such item" }));
}

/** Filters that choose by chance. */
export const randomFilters: FilterTable = {
  random: plugin(["start?", "step?", "seed?"], random),
  shuffle: plugin(["seed?"], (value, [seed = null]) => {
    if (!isIterable(value)) return value;
    return shuffle([...iterate(value)], truth(seed) ? new SeededRandom(seed) : systemRandom);
  }),
};
