import { Bytes, type Item, isItemDict, type Keywords, Tuple } from "../item.ts";
import { isFloat, isInt } from "../number.ts";
import { bytesMethods } from "./bytes.ts";
import { dictMethods } from "./dict.ts";
import { listMethods, tupleMethods } from "./list.ts";
import type { Method, MethodTable } from "./method.ts";
import { floatMethods, intMethods } from "./number.ts";
import { stringMethods } from "./string.ts";

/** A method bound to its item. */
type BoundMethod = (args: readonly Item[], keywords: Keywords) => Item;

/** The method of a Python builtin type; `undefined` when the type has none of that name. */
export function methodOf(item: Item, name: string): BoundMethod | undefined {
  if (typeof item === "string") return bindMethod(stringMethods, item, name);
  if (isItemDict(item)) return bindMethod(dictMethods, item, name);
  if (item instanceof Tuple) return bindMethod(tupleMethods, item, name);
  if (Array.isArray(item)) return bindMethod(listMethods, item, name);
  if (item instanceof Bytes) return bindMethod(bytesMethods, item, name);
  if (isInt(item)) return bindMethod(intMethods, item, name);
  return isFloat(item) ? bindMethod(floatMethods, item, name) : undefined;
}

function bindMethod<T>(table: MethodTable<T>, self: T, name: string): BoundMethod | undefined {
  const method: Method<T> | undefined = table.get(name);
  return method && ((args, keywords) => method(self, args, keywords));
}
