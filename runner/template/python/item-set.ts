import { Float } from "../../../core/values.ts";
import { equals, hashable } from "./compare.ts";
import type { Item } from "./item.ts";

/** A Python set: `1`, `1.0` and `True` are one member. Members keep the order they were added in. */
export class ItemSet {
  readonly #simple = new Set<string | number | bigint | null>();
  readonly #others: Item[] = [];
  readonly items: Item[] = [];

  /** @throws PythonFailure TypeError for a list or dict */
  constructor(items: readonly Item[] = []) {
    for (const item of items) this.add(item);
  }

  has(item: Item): boolean {
    const key = simpleKey(item);
    return key === undefined ? this.#others.some((other) => equals(other, hashable(item))) : this.#simple.has(key);
  }

  /** Adds a member; false when it was there. @throws PythonFailure TypeError for a list or dict */
  add(item: Item): boolean {
    if (this.has(hashable(item))) return false;
    const key = simpleKey(item);
    if (key === undefined) this.#others.push(item);
    else this.#simple.add(key);
    this.items.push(item);
    return true;
  }
}

function simpleKey(item: Item): string | number | bigint | null | undefined {
  if (typeof item === "string" || typeof item === "number" || item === null) return item;
  if (typeof item === "boolean") return Number(item);
  if (typeof item === "bigint") return item;
  return item instanceof Float ? item.value : undefined;
}
