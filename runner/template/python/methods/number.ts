import { float, type Float } from "../../../../core/values.ts";
import { intArgument, stringArgument } from "../arguments.ts";
import { Bytes, Tuple } from "../item.ts";
import { intFromNumber, toNumber } from "../number.ts";
import { method, type MethodTable } from "./method.ts";

type Int = number | bigint | boolean;

/** The methods of `int` (and `bool`). The sandbox lets the bitwise ones through, as Ansible does. */
export const intMethods: MethodTable<Int> = new Map([
  method("bit_length", [], (self: Int) => BigInt(self).toString(2).replace("-", "").replace(/^0$/, "").length),
  method("bit_count", [], (self) => BigInt(self).toString(2).replaceAll(/[^1]/g, "").length),
  method("conjugate", [], (self) => (typeof self === "boolean" ? Number(self) : self)),
  method("as_integer_ratio", [], (self) => Tuple.make(Number(self), 1)),
  method("to_bytes", ["length", "byteorder"], (self, [length, order]) => {
    const hex = BigInt(self)
      .toString(16)
      .padStart(intArgument(length, "length") * 2, "0");
    const bytes = Buffer.from(hex, "hex");
    return new Bytes(stringArgument(order, "byteorder") === "little" ? bytes.reverse() : bytes);
  }),
  method("__and__", ["other"], (self, [other]) =>
    intFromNumber(Number(BigInt(self) & BigInt(intArgument(other, "other")))),
  ),
  method("__or__", ["other"], (self, [other]) =>
    intFromNumber(Number(BigInt(self) | BigInt(intArgument(other, "other")))),
  ),
  method("__xor__", ["other"], (self, [other]) =>
    intFromNumber(Number(BigInt(self) ^ BigInt(intArgument(other, "other")))),
  ),
  method("__lshift__", ["other"], (self, [other]) =>
    intFromNumber(Number(BigInt(self) << BigInt(intArgument(other, "other")))),
  ),
  method("__rshift__", ["other"], (self, [other]) =>
    intFromNumber(Number(BigInt(self) >> BigInt(intArgument(other, "other")))),
  ),
]);

/** The methods of `float`. */
export const floatMethods: MethodTable<number | Float> = new Map([
  method("is_integer", [], (self: number | Float) => Number.isInteger(toNumber(self))),
  method("conjugate", [], (self) => float(toNumber(self))),
]);
