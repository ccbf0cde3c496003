import type { Float, TemplateText, Timestamp, VaultText } from "../../../core/values.ts";

/**
 * What an expression can compute with: the shared values, and Python objects that only live inside a template (tuples,
 * ranges, functions, undefined...). Finalising turns an item back to a shared Value.
 */
export type Item =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | Timestamp
  | TemplateText
  | VaultText
  | Item[]
  | Map<Item, Item>
  | PythonObject;

/** A dict inside a template. */
export type ItemDict = Map<Item, Item>;

/** Keyword arguments of a call. */
export type Keywords = ReadonlyMap<string, Item>;

/** A Python object that has no counterpart among the shared values. */
export abstract class PythonObject {
  /** Python's name of the type, as `type_debug` shows it. */
  abstract readonly typeName: string;

  /** An attribute; `undefined` when there is none of that name. */
  attribute(_name: string): Item | undefined {
    return undefined;
  }
}

/** A Python tuple: a list that prints in parentheses and never equals a list. */
export class Tuple extends Array<Item> {
  // So that map(), slice() and filter() give plain lists.
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  static make(...items: Item[]): Tuple {
    return Tuple.fromItems(items);
  }

  static fromItems(items: readonly Item[]): Tuple {
    const tuple = new Tuple();
    for (const item of items) tuple.push(item);
    return tuple;
  }
}

/** An item of `groupby`: a pair whose parts have the names `grouper` and `list`. */
export class GroupTuple extends Tuple {}

/** What `range()` gives. */
export class Range extends PythonObject {
  override readonly typeName: string = "range";
  readonly start: number;
  readonly stop: number;
  readonly step: number;

  constructor(start: number, stop: number, step: number) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  get length(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }

  at(index: number): number {
    return this.start + index * this.step;
  }
}

/** Python bytes: what `.encode()` gives. */
export class Bytes extends PythonObject {
  override readonly typeName: string = "bytes";
  readonly data: Buffer;

  constructor(data: Buffer) {
    super();
    this.data = data;
  }
}

/** The placeholder that removes the option, list item or dict item it stands in. */
export class Omitted extends PythonObject {
  override readonly typeName: string = "_OmitType";
}

/** The only {@link Omitted}: what the variable `omit` is. */
export const OMITTED: Omitted = new Omitted();

/** Something that can be called: a global function, a bound method, a macro. */
export class Callable extends PythonObject {
  override readonly typeName: string;
  readonly name: string;
  readonly call: (args: readonly Item[], keywords: Keywords) => Item;

  constructor(name: string, call: (args: readonly Item[], keywords: Keywords) => Item, typeName = "function") {
    super();
    this.name = name;
    this.call = call;
    this.typeName = typeName;
  }
}

/** Whether the item is a dict. */
export function isItemDict(item: unknown): item is ItemDict {
  return item instanceof Map;
}

/** The item, or what is to stand in its place when there is none: unlike `??`, it takes None for the value it is. */
export function itemOr<T>(item: Item | undefined, otherwise: () => T): Item | T {
  return item === undefined ? otherwise() : item;
}
