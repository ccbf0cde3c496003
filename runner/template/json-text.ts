import { floatText } from "../../core/float-text.ts";
import { Float, TemplateText, Timestamp, VaultText } from "../../core/values.ts";
import { compare } from "./python/compare.ts";
import { DateTime } from "./python/datetime.ts";
import { Marker, PythonFailure } from "./python/failure.ts";
import { Bytes, isItemDict, type Item, type ItemDict, type PythonObject, Range } from "./python/item.ts";
import { iterate } from "./python/iterate.ts";
import { typeName } from "./python/type-name.ts";

/** How JSON is written. */
export interface JsonStyle {
  /** What each level is indented by; `undefined` for one line. */
  readonly indent: string | undefined;
  readonly sortKeys: boolean;
  /** Escape everything beyond ASCII. */
  readonly ascii: boolean;
  /** Whether dates and ranges are written, as Ansible's encoder does; refused otherwise, as plain `json.dumps` does. */
  readonly dates: boolean;
  /** Between items, and between key and value; Python's when not given. */
  readonly separators: readonly [string, string] | undefined;
}

/** JSON as Python's `json.dumps` writes it. @throws PythonFailure TypeError for what JSON can not hold; Tripped */
export function dumpJson(item: Item, style: JsonStyle): string {
  return write(item, style, "\n");
}

function write(item: Item, style: JsonStyle, newline: string): string {
  switch (typeof item) {
    case "string":
      return quote(item, style.ascii);
    case "boolean":
    case "bigint":
      return String(item);
    case "number":
      return Number.isInteger(item) ? String(item) : jsonFloat(item);
    default:
      if (item === null) return "null";
  }
  if (item instanceof Float) return jsonFloat(item.value);
  if (Array.isArray(item))
    return enclose(
      "[]",
      item.map((inner) => write(inner, style, newline + (style.indent ?? ""))),
      { style, newline },
    );
  if (isItemDict(item)) return writeDict(item, style, newline);
  if (item instanceof Range && style.dates) return write([...iterate(item)], style, newline);
  const isDate = item instanceof Timestamp || item instanceof DateTime;
  if (isDate && !style.dates)
    throw new PythonFailure("TypeError", `Object of type ${typeName(item)} is not JSON serializable`);
  return quote(objectText(item), style.ascii);
}

function objectText(item: TemplateText | VaultText | Timestamp | PythonObject): string {
  if (item instanceof Timestamp) return item.text.replace(" ", "T");
  if (item instanceof VaultText) return item.reveal();
  if (item instanceof TemplateText) return item.source;
  if (item instanceof DateTime) return item.isoformat();
  if (item instanceof Bytes) return item.data.toString("utf8");
  if (item instanceof Marker) return item.trip();
  throw new PythonFailure("TypeError", `Object of type ${typeName(item)} is not JSON serializable`);
}

function writeDict(dict: ItemDict, style: JsonStyle, newline: string): string {
  const pairs = style.sortKeys ? [...dict].toSorted(([one], [two]) => compare(one, two)) : [...dict];
  const [, colon] = style.separators ?? [", ", ": "];
  const inner = newline + (style.indent ?? "");
  const parts = pairs.map(([key, value]) => quote(keyText(key), style.ascii) + colon + write(value, style, inner));
  return enclose("{}", parts, { style, newline });
}

function enclose(
  brackets: "[]" | "{}",
  parts: readonly string[],
  { style, newline }: { style: JsonStyle; newline: string },
): string {
  const [open, close] = [brackets.charAt(0), brackets.charAt(1)];
  if (parts.length === 0) return brackets;
  if (style.indent === undefined) return open + parts.join(style.separators?.[0] ?? ", ") + close;
  const inner = newline + style.indent;
  return open + inner + parts.join((style.separators?.[0] ?? ",") + inner) + newline + close;
}

function keyText(key: Item): string {
  if (typeof key === "string") return key;
  if (key === null) return "null";
  if (typeof key === "boolean" || typeof key === "bigint") return String(key);
  if (typeof key === "number") return Number.isInteger(key) ? String(key) : jsonFloat(key);
  if (key instanceof Float) return jsonFloat(key.value);
  throw new PythonFailure("TypeError", `keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return floatText(value);
}

function quote(text: string, ascii: boolean): string {
  const quoted = JSON.stringify(text);
  if (!ascii) return quoted;
  return quoted.replaceAll(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
