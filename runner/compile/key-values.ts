import type { Origin } from "../../core/errors.ts";
import { type Dict, trusted, type Value } from "../../core/values.ts";
import { joinWords, splitWords, unquote, type Word } from "./words.ts";

/** The options that free-form actions (`command: ls chdir=/`) still take as `key=value`. */
const RAW_OPTIONS = new Set([
  "creates",
  "removes",
  "chdir",
  "executable",
  "warn",
  "stdin",
  "stdin_add_newline",
  "strip_empty_ends",
]);

/** `key=value` arguments and what is left beside them. */
export interface KeyValues {
  readonly named: Dict;
  readonly raw: Value | undefined;
}

/**
 * Reads `a=1 b="x y" free words`; every value is text. With `freeForm` (command, shell, raw, script, ...) only the few
 * options those actions know are taken out and the rest stays as written.
 * @throws HintedError PLAYBOOK_SYNTAX when a quote or template is left open
 */
export function parseKeyValues(text: string, freeForm: boolean, origin: Origin | undefined): KeyValues {
  const named: Dict = new Map();
  const rest: Word[] = [];
  for (const word of splitWords(text, origin)) {
    const pair = splitPair(word.text);
    if (pair === undefined || (freeForm && !RAW_OPTIONS.has(pair.key))) rest.push(word);
    else named.set(pair.key.trim(), trusted(unquote(pair.value.trim()), origin));
  }
  const words = freeForm ? joinWords(rest) : joinWords(rest).trimEnd();
  const raw = rest.length === 0 ? undefined : trusted(words, origin);
  return { named, raw };
}

function splitPair(word: string): { key: string; value: string } | undefined {
  const decoded = decodeEscapes(word);
  // A key may begin with a template (`{{ name }}_x=1`); a sign within one compares.
  const start = /^\{[{%#]/.test(decoded) ? decoded.search(/[}%#]\}/) + 1 : 0;
  const at = /[^\\]=/.exec(decoded.slice(start))?.index;
  if (at === undefined) return undefined;
  return { key: decoded.slice(0, start + at + 1), value: decoded.slice(start + at + 2) };
}

const SIMPLE: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v" };

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\\'"abfnrtv]))/g;

/** Python's backslash escapes, as Ansible decodes them in `key=value` text: `\1` is none, but a group of an expression. */
function decodeEscapes(text: string): string {
  return text.replace(ESCAPE, (whole: string, ...groups: readonly (string | undefined)[]) => {
    const [hex, wide, widest, simple] = groups;
    const code = hex ?? wide ?? widest;
    if (code !== undefined)
      return Number.parseInt(code, 16) > 0x10ffff ? whole : String.fromCodePoint(Number.parseInt(code, 16));
    return simple === undefined ? whole : (SIMPLE[simple] ?? simple);
  });
}
