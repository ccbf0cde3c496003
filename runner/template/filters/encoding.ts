import { type FilterTable, plugin } from "../plugin.ts";
import { flagArgument, stringArgument } from "../python/arguments.ts";
import { decodeText, encodeText } from "../python/encoding.ts";
import { PythonFailure } from "../python/failure.ts";
import { Bytes, type Item } from "../python/item.ts";
import { text } from "../python/text.ts";

type Args = readonly (Item | undefined)[];

/** An item's bytes: bytes as they are, anything else as text. */
export function bytesOf(item: Item, encoding = "utf-8"): Buffer {
  return item instanceof Bytes ? item.data : encodeText(text(item), encoding, "strict");
}

function encode(value: Item, [encoding = "utf-8", urlSafe]: Args): Item {
  const encoded = bytesOf(value, stringArgument(encoding, "encoding")).toString("base64");
  return flagArgument(urlSafe) ? encoded.replaceAll("+", "-").replaceAll("/", "_") : encoded;
}

function decode(value: Item, [encoding = "utf-8", urlSafe]: Args): Item {
  const written = bytesOf(value).toString("latin1");
  const standard = flagArgument(urlSafe) ? written.replaceAll("-", "+").replaceAll("_", "/") : written;
  // Python skips what is no base64 character, then wants whole groups of four.
  const clean = standard.replaceAll(/[^A-Za-z0-9+/=]/g, "").replace(/(={1,2})[\s\S]*$/, "$1");
  if (clean.replace(/=+$/, "").length % 4 === 1 || clean.length % 4 !== 0)
    throw new PythonFailure("ValueError", "Incorrect padding");
  return decodeText(Buffer.from(clean, "base64"), stringArgument(encoding, "encoding"), "strict");
}

/** Text quoted for a POSIX shell, as Python's `shlex.quote` does. */
export function shellQuote(value: string): string {
  if (value === "") return "''";
  return /[^\w@%+=:,./-]/.test(value) ? `'${value.replaceAll("'", `'"'"'`)}'` : value;
}

/** Filters between text and other ways to write it. */
export const encodingFilters: FilterTable = {
  b64encode: plugin(["encoding?", "urlsafe?"], encode),
  b64decode: plugin(["encoding?", "urlsafe?"], decode),
  quote: plugin([], (value) => shellQuote(value === null ? "" : text(value))),
};
