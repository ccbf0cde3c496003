// Compiles the guest configuration keys of the API schema into what the client needs to read and write them:
//   node scripts/compile-config-schema.mjs
// Output: core/proxmox/schema/{qemu,lxc}-config.json, {formats: {id: {key: property}}, keys: {key: {type, format?, default?}}}.
// The keys of 8.4 and 9.2 are united: the server refuses what its own version lacks, by name.
import { writeFileSync } from "node:fs";
import { importSource } from "./build/bundle.mjs";

const { apiSchema, namedPropertyStrings } = await importSource(`
  export { apiSchema } from "./core/proxmox/schema/api-schema.ts";
  export { namedPropertyStrings } from "./core/proxmox/schema/named-formats.ts";`);

const NOT_CONFIG = new Set([
  "node",
  "vmid",
  "background_delay",
  "delete",
  "revert",
  "digest",
  "force",
  "skiplock",
  "import-working-storage",
]);

const property = ({ type, default: fallback, default_key, alias, keyAlias, format }) =>
  Object.fromEntries(
    Object.entries({
      type: type === "string" ? undefined : type,
      default: fallback,
      default_key,
      alias,
      keyAlias,
      size: format === "disk-size" ? 1 : undefined,
    }).filter(([, value]) => value !== undefined),
  );

const sortByKey = (entries) => entries.toSorted(([a], [b]) => (a < b ? -1 : 1));

function compile(method) {
  const formats = new Map();
  const keys = {};
  const formatId = (format) => {
    const fields = typeof format === "string" ? namedPropertyStrings[format] : format;
    if (!fields) return undefined;
    const sorted = Object.entries(fields).map(([name, field]) => [name, property(field)]);
    const text = JSON.stringify(Object.fromEntries(sortByKey(sorted)));
    if (!formats.has(text)) formats.set(text, `f${formats.size}`);
    return formats.get(text);
  };
  for (const version of ["8.4", "9.2"]) {
    const { properties } = apiSchema(version).methods[method].parameters;
    for (const [key, { type, format, default: fallback }] of Object.entries(properties)) {
      if (NOT_CONFIG.has(key)) continue;
      const id = format === undefined ? undefined : formatId(format);
      keys[key] = { type, ...(id ? { format: id } : {}), ...(fallback === undefined ? {} : { default: fallback }) };
    }
  }
  const used = new Set(Object.values(keys).map(({ format }) => format));
  const kept = [...formats].filter(([, id]) => used.has(id)).map(([text, id]) => [id, JSON.parse(text)]);
  return { formats: Object.fromEntries(kept), keys: Object.fromEntries(sortByKey(Object.entries(keys))) };
}

for (const [file, method] of [
  ["qemu-config.json", "POST /nodes/{node}/qemu/{vmid}/config"],
  ["lxc-config.json", "PUT /nodes/{node}/lxc/{vmid}/config"],
]) {
  writeFileSync(new URL(`../core/proxmox/schema/${file}`, import.meta.url), `${JSON.stringify(compile(method))}\n`);
}
