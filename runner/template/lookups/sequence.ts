import { intArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { formatPercent } from "../python/percent-format.ts";
import { text } from "../python/text.ts";
import { keyValues } from "./key-values.ts";
import { lookup, type LookupInput, type LookupTable, type Options } from "./lookup.ts";

const FIELDS = ["start", "end", "stride", "count", "format"];
const SHORTCUT = /^(?:((?:0x)?[0-9a-f]+)-)?((?:0x)?[0-9a-f]+)(?:\/((?:0x)?[0-9a-f]+))?(?::(.+))?$/i;

type Fields = ReadonlyMap<string, Item>;

function fieldsOf(term: string, options: Options): Fields {
  const fields = new Map<string, Item>();
  for (const name of FIELDS) {
    const item = options.item(name);
    if (item !== undefined) fields.set(name, item);
  }
  const short = SHORTCUT.exec(term);
  const [, start, end, stride, format] = short ?? [];
  const given = short ? Object.entries({ start, end, stride, format }) : [...keyValues(term)];
  for (const [name, value] of given) {
    if (!FIELDS.includes(name))
      throw new PythonFailure("ValueError", `unrecognized arguments to with_sequence: ${name}`);
    if (value !== undefined) fields.set(name, value);
  }
  return fields;
}

function number(fields: Fields, name: string): number | undefined {
  const item = fields.get(name);
  if (item === undefined || item === null) return undefined;
  if (typeof item !== "string") return intArgument(item, name);
  const value = /^[-+]?\d+$/.test(item.trim()) ? Number(item) : Number.NaN;
  if (!Number.isInteger(value))
    throw new PythonFailure("ValueError", `${name} has an invalid value: can't parse ${item} as integer`);
  return value;
}

function sequence(fields: Fields): Item[] {
  const start = number(fields, "start") ?? 1;
  const stride = number(fields, "stride") ?? 1;
  const count = number(fields, "count");
  const given = number(fields, "end");
  if (count === undefined && given === undefined)
    throw new PythonFailure("ValueError", "must specify count or end in with_sequence");
  if (count !== undefined && given !== undefined)
    throw new PythonFailure("ValueError", "can't specify both count and end in with_sequence");
  if (count === 0 || stride === 0) return [];
  const end = count === undefined ? (given ?? 0) : start + count * stride - 1;
  if (stride > 0 && end < start) throw new PythonFailure("ValueError", "to count backwards make stride negative");
  if (stride < 0 && end > start) throw new PythonFailure("ValueError", "to count forward don't make stride negative");
  const format = text(fields.get("format") ?? "%d");
  if (format.split("%").length !== 2) throw new PythonFailure("ValueError", `bad formatting string: ${format}`);
  const items: Item[] = [];
  for (let at = start; stride > 0 ? at <= end : at >= end; at += stride) items.push(formatPercent(format, at));
  return items;
}

function run({ terms, options }: LookupInput): readonly Item[] {
  const given = terms.length === 0 && options.size > 0 ? [""] : terms;
  return given.flatMap((term) => sequence(fieldsOf(text(term), options)));
}

/** The lookup that counts. */
export const sequenceLookups: LookupTable = { sequence: lookup(FIELDS, run) };
