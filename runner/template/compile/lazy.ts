import { TemplateText, VaultText } from "../../../core/values.ts";
import { Marker } from "../python/failure.ts";
import { isItemDict, type Item, type ItemDict, Tuple } from "../python/item.ts";

// Containers known to hold no template at any depth: nothing in them needs resolving, now or later.
const plain = new WeakSet<object>();

/** Whether a container holds no template and no vault value at any depth. The answer is kept: values never change. */
export function isPlain(container: Item[] | ItemDict): boolean {
  if (plain.has(container) || container instanceof LazyDict) return true;
  if (container instanceof Map && Object.getPrototypeOf(container) !== Map.prototype) return false;
  for (const item of container.values()) if (!isPlainItem(item)) return false;
  plain.add(container);
  return true;
}

function isPlainItem(item: Item): boolean {
  if (typeof item !== "object" || item === null) return true;
  if (item instanceof TemplateText || item instanceof VaultText) return false;
  return !(Array.isArray(item) || item instanceof Map) || isPlain(item);
}

let strict = false;

/** Whether looking at an undefined value inside a container fails at once. */
export function isStrict(): boolean {
  return strict;
}

/**
 * Sets whether it does and gives what was set before, to be set back: a filter, test or method that does not expect
 * undefined values fails when it looks at one inside a container. A switch and not a wrapper, since every call pays for it.
 */
export function setStrict(failsOnUndefined: boolean): boolean {
  const outer = strict;
  strict = failsOnUndefined;
  return outer;
}

/** A dict whose values are resolved when they are looked at, each once. */
export class LazyDict extends Map<Item, Item> {
  readonly #raw: ItemDict;
  readonly #resolve: (item: Item) => Item;
  readonly #resolved = new Map<Item, Item>();

  constructor(raw: ItemDict, resolve: (item: Item) => Item) {
    super();
    this.#raw = raw;
    this.#resolve = resolve;
  }

  override get size(): number {
    return this.#raw.size;
  }

  override has(key: Item): boolean {
    return this.#raw.has(key);
  }

  override get(key: Item): Item | undefined {
    const item = this.#resolved.get(key) ?? this.#first(key);
    return strict && item instanceof Marker ? item.trip() : item;
  }

  #first(key: Item): Item | undefined {
    const raw = this.#raw.get(key);
    if (raw === undefined) return undefined;
    const outer = setStrict(false);
    const item = this.#resolve(raw);
    setStrict(outer);
    this.#resolved.set(key, item);
    return item;
  }

  override keys(): MapIterator<Item> {
    return this.#raw.keys();
  }

  override *values(): MapIterator<Item> {
    for (const key of this.#raw.keys()) yield this.get(key) ?? null;
  }

  override *entries(): MapIterator<[Item, Item]> {
    for (const key of this.#raw.keys()) yield [key, this.get(key) ?? null];
  }

  override [Symbol.iterator](): MapIterator<[Item, Item]> {
    return this.entries();
  }

  override forEach(callback: (value: Item, key: Item, map: Map<Item, Item>) => void): void {
    for (const [key, value] of this.entries()) callback(value, key, this);
  }
}

/** A container with everything in it resolved one level down; itself when it holds no template. */
export function resolveContainer(container: Item[] | ItemDict, resolve: (item: Item) => Item): Item {
  if (isPlain(container)) return container;
  if (isItemDict(container)) return new LazyDict(container, resolve);
  const items = container.map(resolve);
  return container instanceof Tuple ? Tuple.fromItems(items) : items;
}

/** A deep copy that a template may change without touching the variable it came from. */
export function materialise(item: Item, resolve: (item: Item) => Item): Item {
  const resolved = resolve(item);
  if (Array.isArray(resolved)) {
    const items = resolved.map((inner) => materialise(inner, resolve));
    return resolved instanceof Tuple ? Tuple.fromItems(items) : items;
  }
  if (!isItemDict(resolved)) return resolved;
  return new Map([...resolved].map(([key, inner]) => [key, materialise(inner, resolve)]));
}
