import { type FilterTable, plugin } from "../plugin.ts";
import { flagArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import { formatFloat } from "../python/format-number.ts";
import type { Item } from "../python/item.ts";
import { intFromNumber, isNumeric, roundFloat, toNumber } from "../python/number.ts";
import { text } from "../python/text.ts";
import { parseFloatItem } from "./numbers.ts";

const LETTERS = "BKMGTPEZY";
const NAMES = ["", "kilo", "mega", "giga", "tera", "peta", "exa", "zetta", "yotta"];

function humanReadable(value: Item, [isBits, unit = null]: readonly (Item | undefined)[]): Item {
  if (!isNumeric(value)) throw new PythonFailure("TypeError", "human_readable() failed on bad input");
  const size = toNumber(value);
  const wanted = unit === null ? undefined : text(unit).toUpperCase();
  const found = Array.from(LETTERS).findLastIndex((letter, power) =>
    wanted === undefined ? size >= 1024 ** power : wanted === letter,
  );
  const power = Math.max(0, found);
  const base = flagArgument(isBits) ? "bits" : "Bytes";
  const suffix = power === 0 ? base : LETTERS.charAt(power) + base.charAt(0);
  return `${formatFloat(size / 1024 ** power, "f", 2)} ${suffix}`;
}

function humanToBytes(value: Item, [defaultUnit = null, isBits]: readonly (Item | undefined)[]): Item {
  const [, digits, written] = /^(\d*\.?\d+)(?:\s*([A-Za-z]+))?\s*$/.exec(text(value)) ?? [];
  if (digits === undefined) throw new PythonFailure("ValueError", "human_to_bytes() can't interpret the input");
  const unit = written ?? (defaultUnit === null ? undefined : text(defaultUnit));
  if (unit === undefined || unit === "") return intFromNumber(roundFloat(Number(digits), 0));
  const power = LETTERS.indexOf(unit.charAt(0).toUpperCase());
  const [word, letter] = flagArgument(isBits) ? ["bit", "b"] : ["byte", "B"];
  const short = power === 0 ? letter : LETTERS.charAt(power) + letter;
  const known = unit.length === 1 || unit === short || unit.toLowerCase() === (NAMES[power] ?? "") + word;
  if (power === -1 || !known) throw new PythonFailure("ValueError", "human_to_bytes() can't interpret the input");
  return intFromNumber(roundFloat(Number(digits) * 1024 ** power, 0));
}

function fileSize(value: Item, [binary]: readonly (Item | undefined)[]): Item {
  const size = parseFloatItem(value);
  if (size === undefined) throw new PythonFailure("ValueError", "could not convert the value to a float");
  if (size === 1) return "1 Byte";
  const base = flagArgument(binary) ? 1024 : 1000;
  if (size < base) return `${Math.trunc(size)} Bytes`;
  const letters = Array.from(base === 1024 ? "KMGTPEZY" : "kMGTPEZY");
  const at = letters.findIndex((_letter, index) => size < base ** (index + 2));
  const power = at === -1 ? letters.length - 1 : at;
  return `${formatFloat((base * size) / base ** (power + 2), "f", 1)} ${letters[power] ?? ""}${base === 1024 ? "iB" : "B"}`;
}

/** Filters between numbers and sizes for people. */
export const sizeFilters: FilterTable = {
  human_readable: plugin(["isbits?", "unit?"], humanReadable),
  human_to_bytes: plugin(["default_unit?", "isbits?"], humanToBytes),
  filesizeformat: plugin(["binary?"], fileSize),
};
