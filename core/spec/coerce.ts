import { HintedError } from "../errors.ts";
import type { OptionType } from "./options.ts";

/** A dropped list item: what Ansible leaves of `omit` inside a list. */
const OMIT_PLACEHOLDER = /^__omit_place_holder__[0-9a-f]{40}$/;

/** Whether the value is Ansible's stand-in for an omitted one. */
export function isOmitted(value: unknown): boolean {
  return typeof value === "string" && OMIT_PLACEHOLDER.test(value);
}

/** The words Ansible takes for true, in lower case. */
export const TRUE_WORDS = new Set(["y", "yes", "on", "1", "true", "t", "1.0"]);
/** The words Ansible takes for false, in lower case. */
export const FALSE_WORDS = new Set(["n", "no", "off", "0", "false", "f", "0.0"]);

type Coercion = (value: unknown) => unknown;

/** Marks a value that can not be read as the type; never a legal value itself. */
const REFUSED = Symbol("refused");

const coercions: Record<OptionType, Coercion> = {
  str: toText,
  path: (value) => (typeof value === "string" ? expandPath(value) : toText(value)),
  int: toInt,
  float: toFloat,
  bool: toBool,
  list: toList,
  dict: toDict,
  raw: (value) => value,
};

/** Where a value came from, for messages: the option's name and whether the value may be shown. */
export interface ValueSource {
  readonly name: string;
  readonly secret: boolean;
}

/**
 * Reads a value as Ansible's argument types do: `"5"` is an int, `"yes"` a bool, `"a,b"` a list, `"k=v"` a dict.
 * Containers are not accepted where text is wanted: their Python text would be sent to the server.
 * @throws HintedError OPTION_INVALID
 */
export function coerce(value: unknown, type: OptionType, source: ValueSource): unknown {
  const result = coercions[type](value);
  if (result !== REFUSED) return result;
  throw new HintedError(
    "OPTION_INVALID",
    `Option '${source.name}' is ${describe(value, source.secret)}, expected ${EXPECTED[type]}`,
    {
      hint: `Give '${source.name}' as ${EXPECTED[type]}`,
    },
  );
}

const EXPECTED: Record<OptionType, string> = {
  str: "a text",
  path: "a path",
  int: "a whole number",
  float: "a number",
  bool: "true or false",
  list: "a list",
  dict: "a dictionary",
  raw: "any value",
};

/** A value as shown in an error: its type and text, or only its type when it is a secret. */
export function describe(value: unknown, secret: boolean): string {
  const kind = Array.isArray(value)
    ? "a list"
    : value === null
      ? "null"
      : typeof value === "object"
        ? "a dictionary"
        : "";
  if (secret) return kind === "" ? `a ${typeof value}` : kind;
  const text = JSON.stringify(value) ?? "undefined";
  return `${kind === "" ? "" : `${kind} `}${text.length > 80 ? `${text.slice(0, 77)}...` : text}`;
}

function toText(value: unknown): unknown {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "number" ? String(value) : REFUSED;
}

function toInt(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : REFUSED;
  if (typeof value !== "string" || !/^\s*[+-]?\d+(\.0+)?\s*$/.test(value)) return REFUSED;
  return Number(value);
}

function toFloat(value: unknown): unknown {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) return REFUSED;
  return Number(value);
}

function toBool(value: unknown): unknown {
  if (typeof value === "boolean") return value;
  if (value === 0 || value === 1) return value === 1;
  if (typeof value !== "string") return REFUSED;
  const text = value.trim().toLowerCase();
  return TRUE_WORDS.has(text) ? true : FALSE_WORDS.has(text) ? false : REFUSED;
}

function toList(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isOmitted(item));
  if (typeof value === "number") return [String(value)];
  if (typeof value !== "string") return REFUSED;
  if (value.trim() === "") return [];
  if (value.startsWith("[")) return parseJson(value, (data) => Array.isArray(data));
  return value.split(",").map((item) => item.trim());
}

function toDict(value: unknown): unknown {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  if (typeof value !== "string") return REFUSED;
  if (value.startsWith("{")) return parseJson(value, (data) => typeof data === "object" && data !== null);
  const pairs = value.split(/[,\s]+/).filter(Boolean);
  if (pairs.length === 0 || pairs.some((pair) => !/^[^=]+=/.test(pair))) return REFUSED;
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}

function parseJson(text: string, accept: (data: unknown) => boolean): unknown {
  try {
    const data: unknown = JSON.parse(text);
    return accept(data) ? data : REFUSED;
  } catch {
    return REFUSED;
  }
}

/** `~` and `$NAME`, `${NAME}` as Ansible's `path` type expands them. */
function expandPath(path: string): string {
  const named = path.replace(
    /\$(\w+)|\$\{(\w+)\}/g,
    (whole, bare: string, braced: string) => process.env[bare ?? braced] ?? whole,
  );
  return named === "~" || named.startsWith("~/") ? `${process.env["HOME"] ?? "~"}${named.slice(1)}` : named;
}
