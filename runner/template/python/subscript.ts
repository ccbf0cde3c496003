import { PythonFailure } from "./failure.ts";
import { Bytes, Callable, GroupTuple, type Item, PythonObject, Range, Tuple } from "./item.ts";
import { characters } from "./iterate.ts";
import { methodOf } from "./methods/index.ts";
import { isFloat, isInt, isNumeric, toNumber } from "./number.ts";

/** A Python attribute of an item (a method, a field); `undefined` when it has none of that name. */
export function attributeOf(item: Item, name: string): Item | undefined {
  if (item instanceof GroupTuple && (name === "grouper" || name === "list")) return item[name === "list" ? 1 : 0];
  const method = methodOf(item, name);
  if (item instanceof PythonObject && !method) return item.attribute(name);
  if (method) return new Callable(name, (args, keywords) => method(args, keywords), "builtin_function_or_method");
  return isNumeric(item) ? numberField(item, name) : undefined;
}

function numberField(item: Item, name: string): Item | undefined {
  if (name === "real" || (name === "numerator" && isInt(item))) return typeof item === "boolean" ? Number(item) : item;
  if (name === "imag") return 0;
  return name === "denominator" && !isFloat(item) ? 1 : undefined;
}

/** The bounds of a Python slice; null where left out. */
export interface Bounds {
  readonly start: Item;
  readonly stop: Item;
  readonly step: Item;
}

/** Python's `container[start:stop:step]`; `undefined` when the container can not be sliced. @throws PythonFailure */
export function sliceOf(container: Item, bounds: Bounds): Item | undefined {
  if (typeof container === "string") return pick(characters(container), bounds).join("");
  if (container instanceof Tuple) return Tuple.fromItems(pick(container, bounds));
  if (Array.isArray(container)) return pick(container, bounds);
  if (container instanceof Bytes) return new Bytes(Buffer.from(pick([...container.data], bounds)));
  if (!(container instanceof Range)) return undefined;
  const items = pick(
    Array.from({ length: container.length }, (_none, index) => container.at(index)),
    bounds,
  );
  const step = container.step * (bound(bounds.step) ?? 1);
  const first = items[0] ?? 0;
  return new Range(first, first + step * items.length, step);
}

function bound(item: Item): number | undefined {
  if (item === null) return undefined;
  if (!isInt(item))
    throw new PythonFailure("TypeError", "slice indices must be integers or None or have an __index__ method");
  return toNumber(item);
}

function pick<T>(items: readonly T[], bounds: Bounds): T[] {
  const step = bound(bounds.step) ?? 1;
  if (step === 0) throw new PythonFailure("ValueError", "slice step cannot be zero");
  const [low, high] = step > 0 ? [0, items.length] : [-1, items.length - 1];
  const clamp = (given: number | undefined, otherwise: number): number => {
    if (given === undefined) return otherwise;
    return Math.min(Math.max(given < 0 ? given + items.length : given, low), high);
  };
  const start = clamp(bound(bounds.start), step > 0 ? low : high);
  const stop = clamp(bound(bounds.stop), step > 0 ? high : low);
  if (step === 1) return items.slice(start, Math.max(start, stop));
  const picked: T[] = [];
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) {
    const item = items[at];
    if (item !== undefined) picked.push(item);
  }
  return picked;
}
