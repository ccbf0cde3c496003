import { HintedError } from "../core/errors.ts";
import { parseAddress } from "./address.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The hosts a pattern of an inventory stands for, and the port behind it. */
export interface ExpandedHosts {
  readonly names: readonly string[];
  readonly port: number | undefined;
}

/** Expands `web[01:20:2].lan:2222` to names and port. @throws HintedError INVENTORY_SYNTAX for a broken range */
export function expandHosts(pattern: string): ExpandedHosts {
  const address = parseAddress(pattern);
  return { names: expandRange(address?.host ?? pattern), port: address?.port };
}

function expandRange(pattern: string): readonly string[] {
  if (!pattern.includes("[")) return [pattern];
  const parts = pattern.replace("[", "|").replace("]", "|").split("|");
  const [head, range, tail] = parts;
  if (parts.length !== 3 || head === undefined || range === undefined || tail === undefined) {
    throw broken(pattern, "a range is [begin:end] or [begin:end:step]");
  }
  return rangeItems(range, pattern).flatMap((item) => expandRange(`${head}${item}${tail}`));
}

function rangeItems(range: string, pattern: string): readonly string[] {
  const [first = "", end = "", step = "1", ...rest] = range.split(":");
  const begin = first === "" ? "0" : first;
  if (!range.includes(":") || rest.length > 0) throw broken(pattern, "a range is [begin:end] or [begin:end:step]");
  if (end === "") throw broken(pattern, "a range needs an end");
  const width = /^0./.test(begin) ? begin.length : 0;
  if (width > 0 && width !== end.length)
    throw broken(pattern, "begin and end of a range with leading zeros must be equally long");
  const by = integer(step, pattern);
  if (by === 0) throw broken(pattern, "the step of a range can not be 0");
  const [low, high] = [LETTERS.indexOf(begin), LETTERS.indexOf(end)];
  if (low >= 0 && high >= 0) {
    if (low > high) throw broken(pattern, "the begin of a range must not be behind its end");
    return count({ from: low, to: high, by }).map((at) => LETTERS.charAt(at));
  }
  const numbers = count({ from: integer(begin, pattern), to: integer(end, pattern), by });
  return numbers.map((number) => String(number).padStart(width, "0"));
}

function count({ from, to, by }: { from: number; to: number; by: number }): number[] {
  return Array.from({ length: Math.max(0, Math.floor((to - from) / by) + 1) }, (_unused, index) => from + index * by);
}

function integer(text: string, pattern: string): number {
  if (/^\s*[+-]?\d+\s*$/.test(text)) return Number(text);
  throw broken(pattern, `${JSON.stringify(text)} is neither a number nor a letter`);
}

function broken(pattern: string, why: string): HintedError {
  return new HintedError("INVENTORY_SYNTAX", `Host range ${pattern}: ${why}`, {
    hint: "Write it like web[01:20] or db[a:f]",
  });
}
