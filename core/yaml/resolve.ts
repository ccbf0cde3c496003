import { float, type Value } from "../values.ts";
import { resolveTimestamp } from "./timestamp.ts";

const BOOLS: ReadonlyMap<string, boolean> = new Map(
  ["yes", "true", "on", "no", "false", "off"].flatMap((word, index): [string, boolean][] => [
    [word, index < 3],
    [word.toUpperCase(), index < 3],
    [`${word.charAt(0).toUpperCase()}${word.slice(1)}`, index < 3],
  ]),
);
const NULLS: ReadonlySet<string> = new Set(["", "~", "null", "Null", "NULL"]);
const INT = /^[-+]?(?:0b[0-1_]+|0[0-7_]+|(?:0|[1-9][0-9_]*)|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * The value of an unquoted scalar, by PyYAML's YAML 1.1 rules (`yes` is true, `0644` is 420, `1e3` is text, `1:30` is 90).
 * `undefined` when the text has the form of a number or date but no value (`0b_`, `2024-13-01`), and for the two marks
 * YAML 1.1 reserves (`=`, and `<<` where it is no merge key).
 */
export function resolvePlain(text: string): Value | undefined {
  if (NULLS.has(text)) return null;
  const first = text.charCodeAt(0);
  if ((first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e)
    return resolveNumber(text);
  if (text.length > 5) return text;
  return text === "=" || text === "<<" ? undefined : (BOOLS.get(text) ?? text);
}

/** The bool a `!!bool` scalar names. */
export function resolveBool(text: string): boolean | undefined {
  return BOOLS.get(text) ?? BOOLS.get(text.toLowerCase());
}

function resolveNumber(text: string): Value | undefined {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  if (INT.test(text)) return resolveInt(text);
  if (FLOAT.test(text)) return resolveFloat(text);
  return resolveTimestamp(text);
}

/** The int an int-like text stands for: binary, octal, hexadecimal, base 60 or decimal; `undefined` when it is none. */
export function resolveInt(text: string): number | bigint | undefined {
  const plain = text.replaceAll("_", "");
  const sign = plain.startsWith("-") ? -1n : 1n;
  const digits = plain.replace(/^[-+]/, "");
  const magnitude = intMagnitude(digits);
  if (magnitude === undefined) return undefined;
  const value = sign * magnitude;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number + 0 : value;
}

function intMagnitude(digits: string): bigint | undefined {
  if (/^0b[01]+$/.test(digits) || /^0x[0-9a-fA-F]+$/.test(digits)) return BigInt(digits);
  if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
  if (digits.includes(":")) return base60(digits);
  return /^\d+$/.test(digits) && !/^0\d/.test(digits) ? BigInt(digits) : undefined;
}

function base60(digits: string): bigint | undefined {
  if (!/^\d+(?::\d+)+$/.test(digits)) return undefined;
  return digits.split(":").reduce((total, part) => total * 60n + BigInt(part), 0n);
}

/** The float a float-like text stands for; `undefined` when it is none. */
export function resolveFloat(text: string): Value | undefined {
  const plain = text.replaceAll("_", "").toLowerCase();
  const sign = plain.startsWith("-") ? -1 : 1;
  const digits = plain.replace(/^[-+]/, "");
  if (digits === ".inf") return sign * Number.POSITIVE_INFINITY;
  if (digits === ".nan") return Number.NaN;
  if (digits.includes(":")) {
    const total = digits.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    return Number.isNaN(total) ? undefined : float(sign * total);
  }
  const value = /^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(digits) ? Number(digits) : Number.NaN;
  return Number.isNaN(value) ? undefined : float(sign * value);
}
