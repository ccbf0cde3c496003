import type { Delimiters } from "./delimiters.ts";
import { decodeLiteral } from "./string-literal.ts";
import { TemplateSyntaxError } from "./syntax-error.ts";

const HEADER = "#jinja2:";
const TEXTS: ReadonlyMap<string, keyof Delimiters> = new Map<string, keyof Delimiters>([
  ["block_start_string", "blockStart"],
  ["block_end_string", "blockEnd"],
  ["variable_start_string", "variableStart"],
  ["variable_end_string", "variableEnd"],
  ["comment_start_string", "commentStart"],
  ["comment_end_string", "commentEnd"],
  ["newline_sequence", "newlineSequence"],
]);
const FLAGS: ReadonlyMap<string, keyof Delimiters> = new Map<string, keyof Delimiters>([
  ["trim_blocks", "trimBlocks"],
  ["lstrip_blocks", "lstripBlocks"],
]);

/** A template without its `#jinja2: option:value, ...` line, and the delimiters that line asks for. @throws TemplateSyntaxError */
export function readOverrides(source: string, delimiters: Delimiters): readonly [string, Delimiters] {
  if (!source.startsWith(HEADER)) return [source, delimiters];
  const end = source.indexOf("\n");
  if (end === -1) throw new TemplateSyntaxError("A newline is missing after the #jinja2: line", 0);
  const pairs = source.slice(HEADER.length, end).split(",").map(readPair);
  return [source.slice(end + 1), { ...delimiters, ...Object.fromEntries(pairs) }];
}

function readPair(pair: string): readonly [string, string | boolean] {
  const colon = pair.indexOf(":");
  const name = pair.slice(0, colon).trim();
  const value = pair.slice(colon + 1).trim();
  const text = TEXTS.get(name);
  const [, single, double] = /^(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")$/s.exec(value) ?? [];
  const body = single ?? double;
  if (text !== undefined && body !== undefined) return [text, decodeLiteral(body, 0)];
  const flag = FLAGS.get(name);
  if (flag !== undefined && (value === "True" || value === "False")) return [flag, value === "True"];
  throw new TemplateSyntaxError(
    `Bad #jinja2: option ${pair.trim()}`,
    0,
    "Write option:value pairs such as trim_blocks:False.",
  );
}
