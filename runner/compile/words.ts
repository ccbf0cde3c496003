import { HintedError, type Origin } from "../../core/errors.ts";

/** A word of free-form text with the blanks that stand behind it. */
export interface Word {
  readonly text: string;
  readonly gap: string;
}

const CLOSERS: Readonly<Record<string, string>> = { "{{": "}}", "{%": "%}", "{#": "#}" };

/**
 * Splits free-form arguments at blanks outside quotes and templates, as Ansible reads `module: a=b c="d e" {{ f }}`.
 * A backslash at a line's end joins it with the next.
 * @throws HintedError PLAYBOOK_SYNTAX when a quote or template is left open
 */
export function splitWords(text: string, origin: Origin | undefined): readonly Word[] {
  const source = text.replace(/(^|\s)\\\n/g, "$1");
  const words: Word[] = [];
  let at = blanksAt(source, 0).length;
  while (at < source.length) {
    const end = endOfWord(source, at, origin);
    const gap = blanksAt(source, end);
    words.push({ text: source.slice(at, end), gap });
    at = end + gap.length;
  }
  return words;
}

/** Words put together again with their own blanks; behind the last one only newlines count. */
export function joinWords(words: readonly Word[]): string {
  const joined = words.map(({ text, gap }) => text + (gap || " ")).join("");
  return joined.replace(/ $/, "");
}

function blanksAt(text: string, at: number): string {
  return /^\s*/.exec(text.slice(at))?.[0] ?? "";
}

/** The text without a pair of quotes around it. */
export function unquote(text: string): string {
  return text.length > 1 && /^["']/.test(text) && text.at(-1) === text[0] && text.at(-2) !== "\\"
    ? text.slice(1, -1)
    : text;
}

function endOfWord(text: string, start: number, origin: Origin | undefined): number {
  let quote: string | undefined;
  let at = start;
  while (at < text.length) {
    const char = text[at] ?? "";
    const closer = CLOSERS[text.slice(at, at + 2)];
    if (closer !== undefined) {
      at = endOfTemplate(text, at, closer);
      if (at < 0) throw unbalanced("template", origin);
      continue;
    }
    if (quote === undefined && /\s/.test(char)) return at;
    if ((char === '"' || char === "'") && text[at - 1] !== "\\") {
      if (quote === undefined) quote = char;
      else if (quote === char) quote = undefined;
    }
    at += 1;
  }
  if (quote !== undefined) throw unbalanced("quote", origin);
  return at;
}

function endOfTemplate(text: string, start: number, closer: string): number {
  const opener = text.slice(start, start + 2);
  let depth = 0;
  for (let at = start; at < text.length; at += 2) {
    const pair = text.slice(at, at + 2);
    if (pair === opener) depth += 1;
    else if (pair === closer) depth -= 1;
    else at -= 1;
    if (depth === 0) return at + 2;
  }
  return -1;
}

function unbalanced(what: string, origin: Origin | undefined): HintedError {
  return new HintedError("PLAYBOOK_SYNTAX", `Free-form arguments with an open ${what}`, {
    hint: "Close it, or write the arguments as a mapping below the module's name",
    origin,
  });
}
