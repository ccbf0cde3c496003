import { HintedError } from "../errors.ts";

/** One key of a property string as the API schema declares it. */
export interface PropertyField {
  readonly type?: "boolean" | "integer" | "number";
  readonly default?: unknown;
  /** The key's name may be left out (`virtio,bridge=vmbr0`). */
  readonly default_key?: 1;
  /** Another name of this key. */
  readonly alias?: string;
  /** With `alias`: the key's own name is the value of this other key (`virtio=AA:BB..` is model and macaddr in one). */
  readonly keyAlias?: string;
  /** A disk size: `32G` and `32768M` are one value. */
  readonly size?: 1;
}

/** The keys of one kind of property string. */
export type PropertyFormat = Readonly<Record<string, PropertyField>>;

/** A parsed property string: canonical keys, values as text. */
export type Properties = ReadonlyMap<string, string>;

/**
 * Parses `virtio=AA:..,bridge=vmbr0` by its schema format: aliases resolved, a value without key under the default key.
 * Keys the format does not know are kept: a newer server may have them.
 * @throws HintedError OPTION_INVALID for a value that can belong to no key
 */
export function parseProperties(text: string, format: PropertyFormat): Properties {
  const found = new Map<string, string>();
  for (const part of text.split(",").filter((item) => item !== "")) {
    const at = part.indexOf("=");
    if (at > 0) addNamed(found, format, [part.slice(0, at), part.slice(at + 1)]);
    else addNamed(found, format, [defaultKey(format, part, text), part]);
  }
  return found;
}

/** Resolves aliases of a name, and splits a key alias into its two keys. */
function addNamed(found: Map<string, string>, format: PropertyFormat, [name, value]: readonly [string, string]): void {
  const field = format[name];
  if (field?.keyAlias !== undefined) found.set(field.keyAlias, name);
  found.set(field?.alias ?? name, value);
}

function defaultKey(format: PropertyFormat, part: string, text: string): string {
  const name = Object.keys(format).find((key) => format[key]?.default_key);
  if (name !== undefined) return name;
  throw new HintedError("OPTION_INVALID", `'${part}' in ${JSON.stringify(text)} has no key, expected key=value`, {
    hint: `Write one of ${Object.keys(format).join(", ")} before it`,
  });
}

/** Properties from a dictionary as a task gives them: names as in the schema, with `_` for `-` accepted, booleans as 0 and 1. */
export function propertiesFrom(values: Readonly<Record<string, unknown>>, format: PropertyFormat): Properties {
  const found = new Map<string, string>();
  for (const [given, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue;
    const dashed = given.replaceAll("_", "-");
    const name = given in format || !(dashed in format) ? given : dashed;
    addNamed(found, format, [name, textOf(value)]);
  }
  return found;
}

function textOf(value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (Array.isArray(value)) return value.map(textOf).join(";");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Prints properties as the server does: the default key first and bare, a key alias as `virtio=AA:..`, the rest sorted. */
export function printProperties(properties: Properties, format: PropertyFormat): string {
  const rest = new Map(properties);
  const head: string[] = [];
  for (const [name, field] of Object.entries(format)) {
    const { keyAlias, alias } = field;
    if (keyAlias === undefined || alias === undefined || rest.get(keyAlias) !== name) continue;
    const value = rest.get(alias);
    if (value === undefined) continue;
    head.push(`${name}=${value}`);
    rest.delete(keyAlias);
    rest.delete(alias);
  }
  for (const [name, value] of properties) {
    if (!format[name]?.default_key || !rest.has(name)) continue;
    head.push(value);
    rest.delete(name);
  }
  const tail = [...rest].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${value}`);
  return [...head, ...tail].join(",");
}

/**
 * Whether two values of a key mean the same to the server; an absent value means the key's default.
 * Where the schema names no default, an absent value equals no other: `backup` without a word is on, `firewall` is off.
 */
export function sameProperty(field: PropertyField | undefined, a: string | undefined, b: string | undefined): boolean {
  return canonical(field, a) === canonical(field, b);
}

function canonical(field: PropertyField | undefined, value: string | undefined): string {
  const text = value ?? defaultText(field?.default);
  if (text === "") return "";
  if (field?.type === "boolean") return /^(1|on|yes|true)$/i.test(text) ? "1" : "0";
  if (field?.type !== undefined && Number.isFinite(Number(text))) return String(Number(text));
  if (field?.size) return String(parseSize(text));
  return MAC.test(text) ? text.toUpperCase() : text;
}

const MAC = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i;

function defaultText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** Bytes of a disk size such as `32G`, `512M` or a plain number of bytes. @throws HintedError OPTION_INVALID */
export function parseSize(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i.exec(text.trim()) ?? [];
  const factor = UNITS[(unit ?? "?").toUpperCase()];
  if (digits !== undefined && factor !== undefined) return Math.round(Number(digits) * factor);
  throw new HintedError("OPTION_INVALID", `'${text}' is not a disk size, expected a number with K, M, G or T`, {
    hint: "Write the size as, for example, 32G",
  });
}

/** A disk size in the largest unit that holds it without a fraction, as the server prints it. */
export function printSize(bytes: number): string {
  for (const unit of ["T", "G", "M", "K"]) {
    const factor = UNITS[unit] ?? 1;
    if (bytes % factor === 0 && bytes >= factor) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}
