import type { Value } from "../../../core/values.ts";

/** A dict whose items are worked out when they are asked for: `hostvars` of a thousand hosts costs nothing until used. */
export class LazyDict extends Map<Value, Value> {
  readonly #find: (key: Value) => Value | undefined;
  readonly #list: () => Iterable<Value>;

  /** `find` gives an item or undefined; `list` gives the keys in order. */
  constructor(find: (key: Value) => Value | undefined, list: () => Iterable<Value>) {
    super();
    this.#find = find;
    this.#list = list;
  }

  override get(key: Value): Value | undefined {
    return this.#find(key);
  }

  override has(key: Value): boolean {
    return this.#find(key) !== undefined;
  }

  override get size(): number {
    return [...this.#list()].length;
  }

  override *keys(): MapIterator<Value> {
    yield* this.#list();
  }

  override *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  override *entries(): MapIterator<[Value, Value]> {
    for (const key of this.#list()) {
      const value = this.#find(key);
      if (value !== undefined) yield [key, value];
    }
  }

  override [Symbol.iterator](): MapIterator<[Value, Value]> {
    return this.entries();
  }

  override forEach(visit: (value: Value, key: Value, map: Map<Value, Value>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}
