import { filterNamed } from "../filters/registry.ts";
import { toBool } from "../filters/defaults.ts";
import { markerPlugin, type Plugin, plugin, type TestTable } from "../plugin.ts";
import { flagArgument } from "../python/arguments.ts";
import { Marker, Nothing, PythonFailure } from "../python/failure.ts";
import { Bytes, Callable, type Item, PythonObject, Range } from "../python/item.ts";
import { isIterable } from "../python/iterate.ts";
import { isFloat, isInt, isNumeric, toNumber } from "../python/number.ts";
import { operate } from "../python/operators.ts";
import { text } from "../python/text.ts";
import { truth } from "../python/truth.ts";

const kind = (holds: (value: Item) => boolean): Plugin<boolean> => plugin([], holds);

function isDefined(value: Item): boolean {
  if (!(value instanceof Marker)) return !(value instanceof Nothing);
  return value.isUndefined ? false : value.trip();
}

const BOOLEAN_WORDS = new Set(["y", "yes", "on", "1", "true", "t", "n", "no", "off", "0", "false", "f"]);
const TRUE_WORDS = new Set(["y", "yes", "on", "1", "true", "t"]);

function isTruthy(value: Item, convert: boolean): boolean {
  if (!convert || typeof value === "boolean") return truth(value);
  if (typeof value === "string") {
    const word = value.toLowerCase().trim();
    return BOOLEAN_WORDS.has(word) ? TRUE_WORDS.has(word) : truth(value);
  }
  return isNumeric(value) && (toNumber(value) === 0 || toNumber(value) === 1) ? toBool(value) : truth(value);
}

function modulo(value: Item, by: Item): Item {
  return operate("%", value, by);
}

const isNan = kind((value) => isNumeric(value) && Number.isNaN(toNumber(value)));

/** Tests about what a value is. */
export const kindTests: TestTable = {
  defined: markerPlugin([], isDefined),
  undefined: markerPlugin([], (value) => !isDefined(value)),
  none: kind((value) => value === null),
  boolean: kind((value) => typeof value === "boolean"),
  true: kind((value) => value === true),
  false: kind((value) => value === false),
  integer: kind((value) => isInt(value) && typeof value !== "boolean"),
  float: kind(isFloat),
  number: kind(isNumeric),
  string: kind((value) => typeof value === "string"),
  mapping: kind((value) => value instanceof Map),
  iterable: kind(isIterable),
  sequence: kind(
    (value) =>
      isIterable(value) && (!(value instanceof PythonObject) || value instanceof Range || value instanceof Bytes),
  ),
  callable: kind((value) => value instanceof Callable),
  even: kind((value) => toNumber(requireNumber(modulo(value, 2))) === 0),
  odd: kind((value) => toNumber(requireNumber(modulo(value, 2))) === 1),
  divisibleby: plugin(["num"], (value, [by = 1]) => toNumber(requireNumber(modulo(value, by))) === 0),
  lower: kind((value) => text(value) === text(value).toLowerCase() && text(value) !== text(value).toUpperCase()),
  upper: kind((value) => text(value) === text(value).toUpperCase() && text(value) !== text(value).toLowerCase()),
  filter: kind((value) => filterNamed(text(value)) !== undefined),
  truthy: plugin(["convert_bool?"], (value, [convert]) => isTruthy(value, flagArgument(convert))),
  falsy: plugin(["convert_bool?"], (value, [convert]) => !isTruthy(value, flagArgument(convert))),
  nan: isNan,
  isnan: isNan,
  test: plugin([], (value, _args, env) => env.hasTest(text(value))),
  uri: plugin(["schemes?"], (value, [schemes]) => isUri(text(value), schemes)),
  url: plugin(
    ["schemes?"],
    (value, [schemes]) =>
      isUri(text(value), schemes) &&
      (/^(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/[^/?#]/.test(text(value)) || schemeOf(text(value)) === "file"),
  ),
  urn: kind((value) => isUri(text(value), ["urn"])),
};

function requireNumber(item: Item) {
  if (!isNumeric(item)) throw new PythonFailure("TypeError", "a number is needed");
  return item;
}

/** Any text may be a URI, with its scheme implied, but for brackets that hold no address; with `schemes` it must have one of these. */
function isUri(value: string, schemes: Item | undefined): boolean {
  const place = /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/([^/?#]*)/.exec(value)?.[1] ?? "";
  if (place.includes("[") !== place.includes("]")) return false;
  const scheme = schemeOf(value);
  return !Array.isArray(schemes) || schemes.length === 0 || schemes.some((known) => text(known) === scheme);
}

function schemeOf(value: string): string {
  return /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(value)?.[1]?.toLowerCase() ?? "";
}
