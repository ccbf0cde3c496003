import { floatText } from "../../core/float-text.ts";
import { type Dict, Float, isDict, TemplateText, Timestamp, type Value, VaultText } from "../../core/values.ts";

const INDENT = "    ";

/** JSON text as `ansible-inventory` prints it: keys sorted, four blanks of indentation, secrets still encrypted. */
export function inventoryJson(value: Value, indent = ""): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : jsonFloat(value);
  if (value instanceof Float) return jsonFloat(value.value);
  if (value instanceof Timestamp) return JSON.stringify(value.text.replace(" ", "T"));
  if (value instanceof TemplateText) return JSON.stringify(value.source);
  if (value instanceof VaultText) return dictText(new Map([["__ansible_vault", value.envelope]]), indent);
  if (isDict(value)) return dictText(value, indent);
  return block(
    "[]",
    value.map((item) => inventoryJson(item, indent + INDENT)),
    indent,
  );
}

/** Marks plain strings with template syntax, as JSON readers would otherwise take them for templates. What holds none is returned as it is. */
export function markUnsafe(value: Value): Value {
  if (typeof value === "string") return isUnsafe(value) ? new Map([["__ansible_unsafe", value]]) : value;
  if (!holdsUnsafe(value)) return value;
  if (Array.isArray(value)) return value.map(markUnsafe);
  return isDict(value) ? new Map([...value].map(([key, item]) => [key, markUnsafe(item)])) : value;
}

function isUnsafe(text: string): boolean {
  return /\{[{%#]/.test(text);
}

function holdsUnsafe(value: Value): boolean {
  if (typeof value === "string") return isUnsafe(value);
  if (Array.isArray(value)) return value.some(holdsUnsafe);
  if (!isDict(value)) return false;
  for (const item of value.values()) if (holdsUnsafe(item)) return true;
  return false;
}

function dictText(dict: Dict, indent: string): string {
  // Keys that are the same as text (10 and "10") are one key in JSON, where the last wins.
  const texts = new Map([...dict].map(([key, value]) => [keyText(key), value] as const));
  const entries = [...texts].sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  const lines = entries.map(([key, value]) => `${JSON.stringify(key)}: ${inventoryJson(value, indent + INDENT)}`);
  return block("{}", lines, indent);
}

function block(brackets: "{}" | "[]", items: readonly string[], indent: string): string {
  if (items.length === 0) return brackets;
  const inner = items.map((item) => `${indent}${INDENT}${item}`).join(",\n");
  return `${brackets.charAt(0)}\n${inner}\n${indent}${brackets.charAt(1)}`;
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return floatText(value);
}

function keyText(key: Value): string {
  if (typeof key === "string") return key;
  if (key instanceof TemplateText) return key.source;
  if (key instanceof Timestamp) return key.text;
  return inventoryJson(key);
}
