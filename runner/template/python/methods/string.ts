import { flagArgument, intArgument, stringArgument } from "../arguments.ts";
import { encodeText } from "../encoding.ts";
import { PythonFailure } from "../failure.ts";
import { Bytes, isItemDict, type Item, Tuple } from "../item.ts";
import { characters, iterate } from "../iterate.ts";
import { repr } from "../text.ts";
import { strFormat } from "../str-format.ts";
import { typeName } from "../type-name.ts";
import { type Method, method, type MethodTable } from "./method.ts";
import { align, center, expandTabs, zfill } from "./string-align.ts";
import { capitalize, isTitle, swapCase, title } from "./string-case.ts";
import { partition, rpartition, rsplit, split, splitLines } from "./string-split.ts";

const WHITESPACE = String.raw`[\s\x1c-\x1f\x85]`;

/** Python's `strip`, on both sides or one: of white space, or of any of the given characters. */
export function strip(text: string, chars: Item | undefined, side: "both" | "left" | "right" = "both"): string {
  const set =
    chars === undefined || chars === null
      ? WHITESPACE
      : `[${stringArgument(chars, "strip arg").replaceAll(/[\\\]^-]/g, String.raw`\$&`)}]`;
  if (set === "[]") return text;
  const start = side === "right" ? text : text.replace(new RegExp(`^${set}+`, "u"), "");
  if (side === "left") return start;
  // A loop and not /x+$/: that pattern is quadratic on long runs in the middle.
  const one = new RegExp(`^${set}$`, "u");
  let end = start.length;
  while (end > 0 && one.test(start.charAt(end - 1))) end--;
  return start.slice(0, end);
}

function affix(
  self: string,
  args: readonly (Item | undefined)[],
  matches: (part: string, affixed: string) => boolean,
): boolean {
  const [given = null, start, stop] = args;
  const part = self.slice(
    start === undefined || start === null ? 0 : intArgument(start, "start"),
    stop === undefined || stop === null ? undefined : intArgument(stop, "end"),
  );
  const options = given instanceof Tuple ? given : [given];
  return options.some((option) => matches(part, stringArgument(option, "first arg")));
}

function find(self: string, args: readonly (Item | undefined)[], last: boolean): number {
  const [sub, start = 0, stop] = args;
  const chars = characters(self);
  const from = clampIndex(start, chars.length);
  const to = stop === undefined ? chars.length : clampIndex(stop, chars.length);
  const before = chars.slice(0, from).join("").length;
  const part = chars.slice(from, to).join("");
  const wanted = stringArgument(sub, "sub");
  const at = last ? part.lastIndexOf(wanted) : part.indexOf(wanted);
  return at === -1 ? -1 : characters(self.slice(0, before + at)).length;
}

function clampIndex(item: Item, length: number): number {
  if (item === null) return 0;
  const index = intArgument(item, "index");
  return index < 0 ? Math.max(0, index + length) : Math.min(index, length);
}

function index(self: string, args: readonly (Item | undefined)[], last: boolean): number {
  const at = find(self, args, last);
  if (at === -1) throw new PythonFailure("ValueError", "substring not found");
  return at;
}

function count(self: string, sub: string): number {
  return sub === "" ? characters(self).length + 1 : self.split(sub).length - 1;
}

/** Python's `str.replace`: at most `limit` times when it is not negative. */
export function replaceText(self: string, old: string, [replacement, limit]: readonly [string, number]): string {
  const parts = old === "" ? ["", ...characters(self), ""] : self.split(old);
  if (limit < 0 || parts.length - 1 <= limit) return parts.join(replacement);
  return parts.slice(0, limit + 1).join(replacement) + old + parts.slice(limit + 1).join(old);
}

function join(self: string, items: Item): string {
  return iterate(items)
    .map((item, at) => {
      if (typeof item === "string") return item;
      throw new PythonFailure("TypeError", `sequence item ${at}: expected str instance, ${typeName(item)} found`);
    })
    .join(self);
}

function translate(self: string, table: Item): string {
  if (!isItemDict(table)) throw new PythonFailure("TypeError", "translate() needs a dict");
  return Array.from(self)
    .map((char) => {
      const to = table.get(char.codePointAt(0) ?? 0);
      if (to === undefined) return char;
      return to === null ? "" : typeof to === "number" ? String.fromCodePoint(to) : stringArgument(to, "replacement");
    })
    .join("");
}

const limitOf = (item: Item | undefined): number => (item === undefined ? -1 : intArgument(item, "maxsplit"));
/** Takes makers of patterns: the tables of Unicode's classes take milliseconds, and few playbooks ask. */
const all =
  (pattern: () => RegExp) =>
  (self: string): boolean =>
    pattern().test(self);
const hasCased = (self: string): boolean => self.toLowerCase() !== self.toUpperCase();
const fillOf = (item: Item | undefined): string => (item === undefined ? " " : stringArgument(item, "fillchar"));

/** The methods of `str`. */
export const stringMethods: MethodTable<string> = new Map<string, Method<string>>([
  method("capitalize", [], capitalize),
  method("casefold", [], (self) => self.toLowerCase().replaceAll("ß", "ss")),
  method("center", ["width", "fillchar?"], (self, [width, fill]) =>
    center(self, intArgument(width, "width"), fillOf(fill)),
  ),
  method("count", ["sub"], (self, [sub]) => count(self, stringArgument(sub, "sub"))),
  method(
    "encode",
    ["encoding?", "errors?"],
    (self, [encoding = "utf-8", errors = "strict"]) =>
      new Bytes(encodeText(self, stringArgument(encoding, "encoding"), stringArgument(errors, "errors"))),
  ),
  method("endswith", ["suffix", "start?", "end?"], (self, args) =>
    affix(self, args, (part, suffix) => part.endsWith(suffix)),
  ),
  method("expandtabs", ["tabsize?"], (self, [size = 8]) => expandTabs(self, intArgument(size, "tabsize"))),
  method("find", ["sub", "start?", "end?"], (self, args) => find(self, args, false)),
  ["format", strFormat],
  [
    "format_map",
    (self, [mapping]) =>
      strFormat(
        self,
        [],
        isItemDict(mapping)
          ? new Map([...mapping].map(([key, value]) => [typeof key === "string" ? key : repr(key), value]))
          : new Map(),
      ),
  ],
  method("index", ["sub", "start?", "end?"], (self, args) => index(self, args, false)),
  method(
    "isalnum",
    [],
    all(() => /^[\p{L}\p{N}]+$/u),
  ),
  method(
    "isalpha",
    [],
    all(() => /^\p{L}+$/u),
  ),
  method(
    "isascii",
    [],
    all(() => /^[\0-\x7f]*$/),
  ),
  method(
    "isdecimal",
    [],
    all(() => /^\p{Nd}+$/u),
  ),
  method(
    "isdigit",
    [],
    all(() => /^[\p{Nd}\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]+$/u),
  ),
  method(
    "isidentifier",
    [],
    all(() => /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u),
  ),
  method("islower", [], (self) => hasCased(self) && self === self.toLowerCase()),
  method(
    "isnumeric",
    [],
    all(() => /^\p{N}+$/u),
  ),
  method(
    "isprintable",
    [],
    all(() => /^[^\p{C}\p{Zl}\p{Zp}]*$/u),
  ),
  method(
    "isspace",
    [],
    all(() => new RegExp(`^${WHITESPACE}+$`)),
  ),
  method("istitle", [], isTitle),
  method("isupper", [], (self) => hasCased(self) && self === self.toUpperCase()),
  method("join", ["iterable"], (self, [items = null]) => join(self, items)),
  method("ljust", ["width", "fillchar?"], (self, [width, fill]) =>
    align(self, "left", [intArgument(width, "width"), fillOf(fill)]),
  ),
  method("lower", [], (self) => self.toLowerCase()),
  method("lstrip", ["chars?"], (self, [chars]) => strip(self, chars, "left")),
  method("partition", ["sep"], (self, [sep]) => partition(self, stringArgument(sep, "sep"))),
  method("removeprefix", ["prefix"], (self, [prefix]) =>
    self.startsWith(stringArgument(prefix, "prefix")) ? self.slice(stringArgument(prefix, "prefix").length) : self,
  ),
  method("removesuffix", ["suffix"], (self, [suffix = ""]) =>
    suffix !== "" && self.endsWith(stringArgument(suffix, "suffix"))
      ? self.slice(0, -stringArgument(suffix, "suffix").length)
      : self,
  ),
  method("replace", ["old", "new", "count?"], (self, [old, replacement, limit]) =>
    replaceText(self, stringArgument(old, "old"), [stringArgument(replacement, "new"), limitOf(limit)]),
  ),
  method("rfind", ["sub", "start?", "end?"], (self, args) => find(self, args, true)),
  method("rindex", ["sub", "start?", "end?"], (self, args) => index(self, args, true)),
  method("rjust", ["width", "fillchar?"], (self, [width, fill]) =>
    align(self, "right", [intArgument(width, "width"), fillOf(fill)]),
  ),
  method("rpartition", ["sep"], (self, [sep]) => rpartition(self, stringArgument(sep, "sep"))),
  method("rsplit", ["sep?", "maxsplit?"], (self, [sep, limit]) => rsplit(self, sep, limitOf(limit))),
  method("rstrip", ["chars?"], (self, [chars]) => strip(self, chars, "right")),
  method("split", ["sep?", "maxsplit?"], (self, [sep, limit]) => split(self, sep, limitOf(limit))),
  method("splitlines", ["keepends?"], (self, [keep]) => splitLines(self, flagArgument(keep))),
  method("startswith", ["prefix", "start?", "end?"], (self, args) =>
    affix(self, args, (part, prefix) => part.startsWith(prefix)),
  ),
  method("strip", ["chars?"], (self, [chars]) => strip(self, chars)),
  method("swapcase", [], swapCase),
  method("title", [], title),
  method("translate", ["table"], (self, [table = null]) => translate(self, table)),
  method("upper", [], (self) => self.toUpperCase()),
  method("zfill", ["width"], (self, [width]) => zfill(self, intArgument(width, "width"))),
]);
