import { type FilterTable, type Plugin, plugin } from "../plugin.ts";
import { flagArgument, intArgument, stringArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import { isItemDict, type Item, Tuple } from "../python/item.ts";
import { characters, length } from "../python/iterate.ts";
import { center } from "../python/methods/string-align.ts";
import { capitalize } from "../python/methods/string-case.ts";
import { splitLines } from "../python/methods/string-split.ts";
import { replaceText, strip } from "../python/methods/string.ts";
import { formatPercent } from "../python/percent-format.ts";
import { text } from "../python/text.ts";
import { wrapText } from "./wrap.ts";

const HTML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#39;", '"': "&#34;" };

function escapeHtml(value: string): string {
  return value.replaceAll(/[&<>'"]/g, (char) => HTML[char] ?? char);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  "#34": '"',
  nbsp: "\u00a0",
};

function stripTags(value: string): string {
  const bare = value.replaceAll(/<!--[\s\S]*?-->/g, "").replaceAll(/<[^>]*>/g, "");
  const spaced = bare
    .split(/\s+/)
    .filter((word) => word !== "")
    .join(" ");
  return spaced.replaceAll(/&(#?\w+);/g, (all, name: string) => ENTITIES[name] ?? all);
}

/** Words as Jinja's `title` sees them: any of these characters starts a new one. */
function titleWords(value: string): string {
  return value
    .split(/([-\s({[<]+)/)
    .map((word) => capitalize(word))
    .join("");
}

function indent(value: Item, [width = 4, first, blank]: readonly (Item | undefined)[]): Item {
  const padding = typeof width === "string" ? width : " ".repeat(intArgument(width, "width"));
  const source = `${stringArgument(value, "value")}\n`;
  const lines = splitLines(source, false);
  const [head = "", ...rest] = lines;
  const indented = rest.map((line) => (flagArgument(blank) || line !== "" ? padding + line : line));
  // Jinja indents empty lines by putting the padding into the newline; the first line is a matter of its own.
  const body = [head, ...indented].join("\n");
  return flagArgument(first) ? padding + body : body;
}

function truncate(value: Item, args: readonly (Item | undefined)[]): Item {
  const [limit = 255, killWords, end = "...", leeway = null] = args;
  const wanted = intArgument(limit, "length");
  const tail = stringArgument(end, "end");
  const slack = leeway === null ? 5 : intArgument(leeway, "leeway");
  if (wanted < characters(tail).length)
    throw new PythonFailure("ValueError", `expected length >= ${characters(tail).length}, got ${wanted}`);
  if (length(value) <= wanted + slack) return value;
  const chars = characters(stringArgument(value, "value"));
  const kept = chars.slice(0, wanted - characters(tail).length).join("");
  if (flagArgument(killWords)) return kept + tail;
  const space = kept.lastIndexOf(" ");
  return (space === -1 ? kept : kept.slice(0, space)) + tail;
}

function xmlAttributes(value: Item, [autospace = true]: readonly (Item | undefined)[]): Item {
  if (!isItemDict(value)) throw new PythonFailure("TypeError", "xmlattr needs a dict");
  const attributes = [...value]
    .filter(([, item]) => item !== null)
    .map(([key, item]) => {
      if (/[\s/>=]/.test(text(key)))
        throw new PythonFailure("ValueError", `Invalid character in attribute name: '${text(key)}'`);
      return `${escapeHtml(text(key))}="${escapeHtml(text(item))}"`;
    });
  const joined = attributes.join(" ");
  return flagArgument(autospace) && joined !== "" ? ` ${joined}` : joined;
}

const mapText = (run: (value: string) => string): Plugin => plugin([], (value) => run(text(value)));
const escaped = mapText(escapeHtml);

/** Jinja's filters over text. */
export const textFilters: FilterTable = {
  string: mapText((value) => value),
  safe: mapText((value) => value),
  lower: mapText((value) => value.toLowerCase()),
  upper: mapText((value) => value.toUpperCase()),
  capitalize: mapText(capitalize),
  title: mapText(titleWords),
  escape: escaped,
  e: escaped,
  forceescape: escaped,
  striptags: mapText(stripTags),
  trim: plugin(["chars?"], (value, [chars]) => strip(text(value), chars)),
  center: plugin(["width?"], (value, [width = 80]) => center(text(value), intArgument(width, "width"))),
  replace: plugin(["old", "new", "count?"], (value, [old = "", replacement = "", count = null]) =>
    replaceText(text(value), text(old), [text(replacement), count === null ? -1 : intArgument(count, "count")]),
  ),
  format: plugin(["*args", "**keywords"], (value, [args, keywords]) => {
    const named = isItemDict(keywords) && keywords.size > 0 ? keywords : undefined;
    const positional = Array.isArray(args) ? args : [];
    if (named && positional.length > 0)
      throw new PythonFailure("TypeError", "can't handle positional and keyword arguments at the same time");
    return formatPercent(text(value), named ?? Tuple.fromItems(positional));
  }),
  indent: plugin(["width?", "first?", "blank?"], indent),
  truncate: plugin(["length?", "killwords?", "end?", "leeway?"], truncate),
  wordcount: plugin([], (value) => (text(value).match(/[\p{L}\p{N}_]+/gu) ?? []).length),
  wordwrap: plugin(
    ["width?", "break_long_words?", "wrapstring?", "break_on_hyphens?"],
    (value, [width = 79, breakLong = true, between = null, onHyphens = true]) =>
      wrapText(text(value), {
        width: intArgument(width, "width"),
        breakLongWords: flagArgument(breakLong),
        breakOnHyphens: flagArgument(onHyphens),
        between: between === null ? "\n" : text(between),
      }),
  ),
  xmlattr: plugin(["autospace?"], xmlAttributes),
};
