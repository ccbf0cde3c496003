import { Float, Timestamp, VaultText } from "../../../core/values.ts";
import { DateTime, TimeDelta } from "./datetime.ts";
import { Marker, Nothing } from "./failure.ts";
import { floatText } from "../../../core/float-text.ts";
import { Bytes, Callable, type Item, Omitted, PythonObject, Range, Tuple } from "./item.ts";

/** Python's `str(item)`. @throws Tripped when the item is undefined */
export function text(item: Item): string {
  if (typeof item === "string") return item;
  if (item instanceof Timestamp) return item.text;
  if (item instanceof DateTime || item instanceof TimeDelta) return item.toString();
  if (item instanceof Nothing) return "";
  return repr(item);
}

/** Python's `repr(item)`. @throws Tripped when the item is undefined */
export function repr(item: Item): string {
  switch (typeof item) {
    case "string":
      return quoted(item);
    case "boolean":
      return item ? "True" : "False";
    case "bigint":
      return String(item);
    case "number":
      return Number.isInteger(item) ? String(item === 0 ? 0 : item) : floatText(item);
    default:
      return item === null ? "None" : objectRepr(item);
  }
}

function objectRepr(item: Exclude<Item, null | string | boolean | number | bigint>): string {
  if (item instanceof Float) return floatText(item.value);
  if (item instanceof Tuple) return `(${item.map(repr).join(", ")}${item.length === 1 ? "," : ""})`;
  if (Array.isArray(item)) return `[${item.map(repr).join(", ")}]`;
  if (item instanceof Map)
    return `{${Array.from(item)
      .map(([key, value]) => `${repr(key)}: ${repr(value)}`)
      .join(", ")}}`;
  if (item instanceof PythonObject) return pythonRepr(item);
  if (item instanceof Timestamp) return DateTime.fromTimestamp(item).repr();
  return quoted(item instanceof VaultText ? item.reveal() : item.source);
}

function pythonRepr(item: PythonObject): string {
  if (item instanceof Marker) return item.trip();
  if (item instanceof Range) {
    const step = item.step === 1 ? "" : `, ${item.step}`;
    return `range(${item.start}, ${item.stop}${step})`;
  }
  if (item instanceof Bytes) return bytesRepr(item.data);
  if (item instanceof DateTime || item instanceof TimeDelta) return item.repr();
  if (item instanceof Omitted) return "<<Omit>>";
  if (item instanceof Callable) return `<${item.typeName} ${item.name}>`;
  return `<${item.typeName} object>`;
}

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };
const PLAIN = /^[ -[\]-~]*$/;
/** Made when first needed: the tables of Unicode's classes take milliseconds. */
const unprintable = (): RegExp => /[\\\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

function quoted(item: string): string {
  const quote = item.includes("'") && !item.includes('"') ? '"' : "'";
  const escaped = PLAIN.test(item) ? item : item.replaceAll(unprintable(), escapeCharacter);
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

function escapeCharacter(char: string): string {
  const known = ESCAPES[char];
  if (known !== undefined) return known;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}

function bytesRepr(data: Buffer): string {
  let body = "";
  for (const byte of data) {
    const char = String.fromCharCode(byte);
    if (ESCAPES[char] !== undefined) body += ESCAPES[char];
    else body += byte >= 0x20 && byte < 0x7f ? char : `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  const quote = body.includes("'") && !body.includes('"') ? '"' : "'";
  return `b${quote}${quote === "'" ? body.replaceAll("'", "\\'") : body}${quote}`;
}
