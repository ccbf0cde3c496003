import { stringArgument } from "../arguments.ts";
import { PythonFailure } from "../failure.ts";
import { type Item, Tuple } from "../item.ts";

const SPACE_RUN = /[\s\x1c-\x1f\x85]+/;

function separatorOf(separator: Item | undefined): string | undefined {
  if (separator === undefined || separator === null) return undefined;
  const text = stringArgument(separator, "sep");
  if (text === "") throw new PythonFailure("ValueError", "empty separator");
  return text;
}

/** Python's `str.split`: by runs of white space, or by a separator; at most `limit` cuts when it is not negative. */
export function split(text: string, separator: Item | undefined, limit: number): string[] {
  const by = separatorOf(separator);
  if (by === undefined) return splitSpace(text, limit);
  const parts = text.split(by);
  return limit < 0 || parts.length <= limit + 1 ? parts : [...parts.slice(0, limit), parts.slice(limit).join(by)];
}

function splitSpace(text: string, limit: number): string[] {
  let rest = text.replace(/^[\s\x1c-\x1f\x85]+/, "");
  if (limit < 0) return rest.split(SPACE_RUN).filter((part) => part !== "");
  const parts: string[] = [];
  while (rest !== "" && parts.length < limit) {
    const gap = SPACE_RUN.exec(rest);
    parts.push(gap ? rest.slice(0, gap.index) : rest);
    rest = gap ? rest.slice(gap.index + gap[0].length) : "";
  }
  return rest === "" ? parts : [...parts, rest];
}

/** Python's `str.rsplit`. */
export function rsplit(text: string, separator: Item | undefined, limit: number): string[] {
  const by = separatorOf(separator);
  if (limit < 0) return split(text, separator, -1);
  if (by === undefined) {
    const reversed = splitSpace(Array.from(text).reverse().join(""), limit);
    return reversed.map((part) => Array.from(part).reverse().join("")).reverse();
  }
  const parts = text.split(by);
  const cut = Math.max(0, parts.length - limit);
  return cut <= 1 ? parts : [parts.slice(0, cut).join(by), ...parts.slice(cut)];
}

/** Python's `str.splitlines`. */
export function splitLines(text: string, keepEnds: boolean): string[] {
  const lines =
    text.match(/[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/g) ?? [];
  const whole = lines.filter((line, at) => line !== "" || at < lines.length - 1);
  return keepEnds ? whole : whole.map((line) => line.replace(/(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/, ""));
}

/** Python's `str.partition`. @throws PythonFailure ValueError */
export function partition(text: string, separator: string): Tuple {
  if (separator === "") throw new PythonFailure("ValueError", "empty separator");
  const at = text.indexOf(separator);
  return at === -1
    ? Tuple.make(text, "", "")
    : Tuple.make(text.slice(0, at), separator, text.slice(at + separator.length));
}

/** Python's `str.rpartition`. @throws PythonFailure ValueError */
export function rpartition(text: string, separator: string): Tuple {
  if (separator === "") throw new PythonFailure("ValueError", "empty separator");
  const at = text.lastIndexOf(separator);
  return at === -1
    ? Tuple.make("", "", text)
    : Tuple.make(text.slice(0, at), separator, text.slice(at + separator.length));
}
