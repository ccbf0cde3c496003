import { Float, float } from "../../../core/values.ts";
import { type FilterTable, plugin } from "../plugin.ts";
import { intArgument } from "../python/arguments.ts";
import { Marker, PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { intFromNumber, isInt, isNumeric, negate, roundFloat, toNumber } from "../python/number.ts";
import { typeName } from "../python/type-name.ts";

/** Python's `int(text, base)`; `undefined` when the text is no int. */
function parseInteger(source: string, base: number): number | bigint | undefined {
  const digits = source
    .trim()
    .toLowerCase()
    .replaceAll(/(?<=[0-9a-z])_(?=[0-9a-z])/g, "");
  const [, sign = "", body = ""] = /^([-+]?)(.*)$/s.exec(digits) ?? [];
  const prefixed = /^0([box])(.+)$/.exec(body);
  const prefixBase = prefixed ? { b: 2, o: 8, x: 16 }[prefixed[1] ?? ""] : undefined;
  const usePrefix = prefixBase !== undefined && (base === 0 || base === prefixBase);
  const radix = usePrefix ? prefixBase : base === 0 ? 10 : base;
  const plain = usePrefix ? (prefixed?.[2] ?? "") : body;
  const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz".slice(0, radix);
  if (plain === "" || Array.from(plain).some((char) => !alphabet.includes(char))) return undefined;
  let value = 0n;
  for (const char of plain) value = value * BigInt(radix) + BigInt(alphabet.indexOf(char));
  const number = Number(sign === "-" ? -value : value);
  return Number.isSafeInteger(number) ? number + 0 : sign === "-" ? -value : value;
}

/** Python's `float(item)`; `undefined` when the item is none. */
export function parseFloatItem(item: Item): number | undefined {
  if (isNumeric(item)) return toNumber(item);
  if (typeof item !== "string") return undefined;
  const trimmed = item
    .trim()
    .toLowerCase()
    .replaceAll(/(?<=\d)_(?=\d)/g, "");
  if (/^[-+]?(?:inf|infinity)$/.test(trimmed))
    return trimmed.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[-+]?nan$/.test(trimmed)) return Number.NaN;
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(trimmed) ? Number(trimmed) : undefined;
}

function toInt(value: Item, [fallback = 0, base = 10]: readonly (Item | undefined)[]): Item {
  if (value instanceof Marker) return value.trip();
  if (isInt(value)) return typeof value === "boolean" ? Number(value) : value;
  const whole = typeof value === "string" ? parseInteger(value, intArgument(base, "base")) : undefined;
  if (whole !== undefined) return whole;
  const number = parseFloatItem(value);
  return number === undefined || !Number.isFinite(number) ? fallback : intFromNumber(Math.trunc(number));
}

function round(value: Item, [precision = 0, method = "common"]: readonly (Item | undefined)[]): Item {
  if (!isNumeric(value))
    throw new PythonFailure("TypeError", `type ${typeName(value)} doesn't define __round__ method`);
  const digits = intArgument(precision, "precision");
  const number = toNumber(value);
  if (method === "common") {
    if (!isInt(value)) return float(roundFloat(number, digits));
    if (digits >= 0) return typeof value === "boolean" ? Number(value) : value;
    return intFromNumber(roundFloat(number, digits));
  }
  if (method !== "ceil" && method !== "floor")
    throw new PythonFailure("ValueError", "method must be common, ceil or floor");
  const scaled = number * 10 ** digits;
  return float((method === "ceil" ? Math.ceil(scaled) : Math.floor(scaled)) / 10 ** digits);
}

/** Filters over numbers. */
export const numberFilters: FilterTable = {
  int: plugin(["default?", "base?"], toInt),
  float: plugin(["default?"], (value, [fallback = new Float(0)]) => {
    const number = parseFloatItem(value);
    return number === undefined ? fallback : float(number);
  }),
  round: plugin(["precision?", "method?"], round),
  abs: plugin([], (value) => {
    if (!isNumeric(value)) throw new PythonFailure("TypeError", `bad operand type for abs(): '${typeName(value)}'`);
    if (typeof value === "boolean") return Number(value);
    return toNumber(value) < 0 || Object.is(toNumber(value), -0) ? negate(value) : value;
  }),
};
