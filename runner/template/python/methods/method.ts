import { bind, type Bound, type Signature } from "../arguments.ts";
import type { Item, Keywords } from "../item.ts";

/** A method of a Python builtin type. */
export type Method<T> = (self: T, args: readonly Item[], keywords: Keywords) => Item;

/** The methods of a type by name. */
export type MethodTable<T> = ReadonlyMap<string, Method<T>>;

/** A method whose arguments are bound to a signature first. */
export function method<T>(
  name: string,
  signature: Signature,
  run: (self: T, args: Bound) => Item,
): readonly [string, Method<T>] {
  return [name, (self, args, keywords) => run(self, bind({ name, signature }, args, keywords))];
}
