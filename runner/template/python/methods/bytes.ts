import { PythonFailure } from "../failure.ts";
import { decodeText } from "../encoding.ts";
import { Bytes } from "../item.ts";
import { stringArgument } from "../arguments.ts";
import { method, type MethodTable } from "./method.ts";

/** The methods of `bytes` that templates use. */
export const bytesMethods: MethodTable<Bytes> = new Map([
  method("decode", ["encoding?", "errors?"], (self: Bytes, [encoding = "utf-8", errors = "strict"]) =>
    decodeText(self.data, stringArgument(encoding, "encoding"), stringArgument(errors, "errors")),
  ),
  method("hex", [], (self) => self.data.toString("hex")),
  method("startswith", ["prefix"], (self, [prefix]) => {
    const start = prefix instanceof Bytes ? prefix.data : undefined;
    if (!start) throw new PythonFailure("TypeError", "startswith first arg must be bytes");
    return self.data.subarray(0, start.length).equals(start);
  }),
]);
