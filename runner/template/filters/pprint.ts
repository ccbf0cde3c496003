import { type FilterTable, lazyPlugin } from "../plugin.ts";
import type { Item } from "../python/item.ts";
import { repr } from "../python/text.ts";

/** Columns of Python's pprint. */
const WIDTH = 80;

/** Python's pprint as ansible-core 2.19 shows it: its lists and dicts stay on one line, a long text is broken between words. */
function prettyText(input: Item): string {
  const whole = repr(input);
  if (typeof input !== "string" || Array.from(whole).length <= WIDTH) return whole;
  const pieces = piecesOf(input);
  return pieces.length === 1 ? whole : `(${pieces.join("\n ")})`;
}

/** The lines of a text as literals, each broken where the next word would not fit behind the bracket. */
function piecesOf(text: string): readonly string[] {
  const lines = text.match(/[^\n]*\n|[^\n]+/g) ?? [];
  return lines.flatMap((line, at) => brokenLine(line, at === lines.length - 1));
}

function brokenLine(line: string, isLast: boolean): readonly string[] {
  const room = (toEnd: boolean): number => WIDTH - (toEnd && isLast ? 2 : 1);
  if (fits(line, room(true))) return [repr(line)];
  const words = line.match(/\S+\s*|\s+/g) ?? [];
  const pieces: string[] = [];
  let current = "";
  for (const [at, word] of words.entries()) {
    if (current !== "" && !fits(current + word, room(at === words.length - 1))) {
      pieces.push(repr(current));
      current = "";
    }
    current += word;
  }
  return current === "" ? pieces : [...pieces, repr(current)];
}

function fits(text: string, room: number): boolean {
  return Array.from(repr(text)).length <= room;
}

/** The filter `pprint`. */
export const pprintFilters: FilterTable = {
  pprint: lazyPlugin([], (input) => prettyText(input)),
};
