import type { PropertyMap, PropertySchema } from "../../../core/proxmox/schema/api-schema.ts";

/** A parsed property string: values by their real key, aliases resolved. */
export type PropertyString = Map<string, string>;

/** Splits `virtio=AA:..,bridge=vmbr0` by its schema. @throws Error with the API's complaint, final newline included. */
export function parsePropertyString(text: string, keys: PropertyMap): PropertyString {
  const parsed: PropertyString = new Map();
  let bare = false;
  for (const part of text.split(",")) {
    if (part.trim() === "") continue;
    const pair = /^([^=]+)=(.+)$/s.exec(part);
    if (pair?.[1] !== undefined && pair[2] !== undefined) {
      setKey(parsed, keys, [pair[1], pair[2]]);
    } else if (part.includes("=")) {
      throw new Error("missing key in comma-separated list property\n");
    } else {
      const key = defaultKey(keys);
      if (key === undefined) throw new Error("value without key, but schema does not define a default key\n");
      if (bare || parsed.has(key)) throw new Error(`duplicate key in comma-separated list property: ${key}\n`);
      bare = true;
      parsed.set(key, normal(part, keys[key]));
    }
  }
  return parsed;
}

function setKey(parsed: PropertyString, keys: PropertyMap, [name, value]: readonly [string, string]): void {
  if (parsed.has(name)) throw new Error(`duplicate key in comma-separated list property: ${name}\n`);
  const schema = Object.hasOwn(keys, name) ? keys[name] : undefined;
  if (schema?.alias === undefined) {
    parsed.set(name, normal(value, schema));
    return;
  }
  if (schema.keyAlias !== undefined) {
    if (parsed.has(schema.keyAlias)) throw new Error(`key alias '${schema.keyAlias}' is already defined\n`);
    parsed.set(schema.keyAlias, name);
  }
  parsed.set(schema.alias, normal(value, keys[schema.alias]));
}

/** Inside property strings, booleans may be words; anything else is left for the type check to refuse. */
function normal(value: string, schema: PropertySchema | undefined): string {
  if (schema?.type !== "boolean") return value;
  if (/^(?:1|on|yes|true)$/i.test(value)) return "1";
  return /^(?:0|off|no|false)$/i.test(value) ? "0" : value;
}

/** The key a bare value belongs to. */
function defaultKey(keys: PropertyMap): string | undefined {
  return Object.keys(keys).find((name) => keys[name]?.default_key === 1);
}

/** Writes a property string in PVE's order: the default key bare and first, then required keys, then the others, sorted. */
export function printPropertyString(values: ReadonlyMap<string, string>, keys: PropertyMap): string {
  const bare = defaultKey(keys);
  const rank = (name: string): number => (name === bare ? 0 : keys[name]?.optional === 1 ? 2 : 1);
  const names = [...values.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return names.map((name) => (name === bare ? values.get(name) : `${name}=${values.get(name)}`)).join(",");
}
