import { PythonFailure } from "../failure.ts";
import { RegexTranslator } from "./translate.ts";

/** The flags of Python's `re` that filters and tests set. */
export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
}

/** Where a match has to stand: anywhere, at the start, or over the whole text. */
export type Anchor = "search" | "match" | "fullmatch";

/** A compiled pattern; group names keep their numbers. */
export interface Regex {
  readonly pattern: RegExp;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

const cache = new Map<string, Regex>();
const ANCHORED: Readonly<Record<Anchor, (source: string) => string>> = {
  search: (source) => source,
  match: (source) => `(?<![\\s\\S])(?:${source})`,
  fullmatch: (source) => `(?<![\\s\\S])(?:${source})(?![\\s\\S])`,
};

/** Compiles a pattern of Python's `re`. @throws PythonFailure ValueError when it is wrong, or uses what JavaScript lacks */
export function compileRegex(source: string, flags: RegexFlags, anchor: Anchor = "search"): Regex {
  const key = `${anchor} ${String(flags.ignoreCase)} ${String(flags.multiline)} ${source}`;
  const known = cache.get(key);
  if (known) return known;
  const translated = new RegexTranslator(source, flags).translate();
  const pattern = makePattern(ANCHORED[anchor](translated.source), translated.ignoreCase, source);
  const regex = { pattern, groups: translated.groups, names: translated.names };
  cache.set(key, regex);
  return regex;
}

function makePattern(translated: string, ignoreCase: boolean, source: string): RegExp {
  try {
    return new RegExp(translated, ignoreCase ? "giv" : "gv");
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^Invalid regular expression: .*: /s, "") : String(error);
    throw new PythonFailure("ValueError", `bad regular expression ${source}: ${reason}`);
  }
}

/** The first match at or after a place. */
export function firstMatch(regex: Regex, text: string): RegExpExecArray | null {
  regex.pattern.lastIndex = 0;
  return regex.pattern.exec(text);
}
