import { Marker, PythonFailure } from "./failure.ts";
import { formatFloat, groupDigits } from "./format-number.ts";
import { isItemDict, type Item, Tuple } from "./item.ts";
import { isNumeric, toNumber } from "./number.ts";
import { repr, text } from "./text.ts";
import { typeName } from "./type-name.ts";

const DIRECTIVE = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)/gs;

interface Spec {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

/** Python's `template % values`. @throws PythonFailure TypeError, ValueError, KeyError */
export function formatPercent(template: string, values: Item): string {
  const list = values instanceof Tuple ? [...values] : [values];
  let taken = 0;
  const next = (): Item => {
    const item = list[taken++];
    if (item === undefined) throw new PythonFailure("TypeError", "not enough arguments for format string");
    return item;
  };
  let named = false;
  const result = template.replaceAll(
    DIRECTIVE,
    (_all, ...[key, flags = "", width, precision, type = ""]: (string | undefined)[]) => {
      if (type === "%") return "%";
      const spec = { flags, width: size(width, next) ?? 0, precision: size(precision, next), type };
      named ||= key !== undefined;
      return convert(key === undefined ? next() : field(values, key), spec);
    },
  );
  if (template.replaceAll(DIRECTIVE, "").endsWith("%")) throw new PythonFailure("ValueError", "incomplete format");
  if (!named && taken < list.length && !isItemDict(values) && !isPlainList(values) && !(values instanceof Marker)) {
    throw new PythonFailure("TypeError", "not all arguments converted during string formatting");
  }
  return result;
}

/** A list counts as a mapping here: it has items, and is neither a tuple nor text. */
function isPlainList(values: Item): boolean {
  return Array.isArray(values) && !(values instanceof Tuple);
}

function size(written: string | undefined, next: () => Item): number | undefined {
  if (written === undefined) return undefined;
  return written === "*" ? Number(text(next())) : Number(written);
}

function field(values: Item, key: string): Item {
  if (!isItemDict(values)) throw new PythonFailure("TypeError", "format requires a mapping");
  const item = values.get(key);
  if (item === undefined) throw new PythonFailure("KeyError", `'${key}'`);
  return item;
}

function convert(item: Item, spec: Spec): string {
  switch (spec.type) {
    case "s":
      return pad(text(item).slice(0, spec.precision), spec);
    case "r":
    case "a":
      return pad(repr(item).slice(0, spec.precision), spec);
    case "c":
      return pad(typeof item === "string" ? item : String.fromCodePoint(requireNumber(item, spec)), spec);
    case "d":
    case "i":
    case "u":
      return number(integerDigits(item, spec, 10), spec);
    case "o":
      return number(integerDigits(item, spec, 8), spec);
    case "x":
      return number(integerDigits(item, spec, 16), spec);
    case "X":
      return number(integerDigits(item, spec, 16).toUpperCase(), spec);
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
      return number(formatFloat(requireNumber(item, spec), spec.type, spec.precision ?? 6), spec);
    default:
      throw new PythonFailure("ValueError", `unsupported format character '${spec.type}'`);
  }
}

function requireNumber(item: Item, spec: Spec): number {
  if (isNumeric(item)) return toNumber(item);
  const wanted = "eEfFgG".includes(spec.type)
    ? `must be real number, not ${typeName(item)}`
    : `%${spec.type} format: a real number is required, not ${typeName(item)}`;
  throw new PythonFailure("TypeError", wanted);
}

function integerDigits(item: Item, spec: Spec, radix: number): string {
  if (typeof item === "bigint") return item.toString(radix);
  const value = requireNumber(item, spec);
  if (radix !== 10 && !Number.isInteger(value)) {
    throw new PythonFailure("TypeError", `%${spec.type} format: an integer is required, not float`);
  }
  const digits = BigInt(Math.trunc(value)).toString(radix);
  const prefix = spec.flags.includes("#") ? (radix === 16 ? "0x" : radix === 8 ? "0o" : "") : "";
  return digits.startsWith("-") ? `-${prefix}${digits.slice(1)}` : prefix + digits;
}

function number(digits: string, spec: Spec): string {
  const negative = digits.startsWith("-");
  const sign = negative ? "-" : spec.flags.includes("+") ? "+" : spec.flags.includes(" ") ? " " : "";
  let body = groupDigits(negative ? digits.slice(1) : digits, "");
  if (spec.precision !== undefined && "diuoxX".includes(spec.type)) body = body.padStart(spec.precision, "0");
  if (spec.flags.includes("0") && !spec.flags.includes("-")) body = body.padStart(spec.width - sign.length, "0");
  return pad(sign + body, spec);
}

function pad(shown: string, spec: Spec): string {
  return spec.flags.includes("-") ? shown.padEnd(spec.width) : shown.padStart(spec.width);
}
