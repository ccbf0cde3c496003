// Compiles the guest configuration keys of the API schema into what the client needs to read and write them:
//   node scripts/compile-config-schema.mjs
// Output: core/proxmox/schema/qemu-config.json, {formats: {id: {key: property}}, keys: {key: {type, format?, default?}}}.
// The keys of 8.4 and 9.2 are united: the server refuses what its own version lacks, by name.
import { writeFileSync } from "node:fs";
import { build } from "esbuild";

const entry = `
  export { apiSchema } from "./core/proxmox/schema/api-schema.ts";
  export { namedPropertyStrings } from "./core/proxmox/schema/named-formats.ts";`;
const root = new URL("..", import.meta.url).pathname;
const bundled = await build({
  stdin: { contents: entry, resolveDir: root, loader: "ts" },
  bundle: true,
  format: "esm",
  platform: "node",
  write: false,
});
const code = bundled.outputFiles[0].text;
const { apiSchema, namedPropertyStrings } = await import(
  `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`
);

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
const formats = new Map();
const keys = {};

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

const formatId = (format) => {
  const fields = typeof format === "string" ? namedPropertyStrings[format] : format;
  if (!fields) return undefined;
  const sorted = Object.entries(fields).map(([name, field]) => [name, property(field)]);
  const text = JSON.stringify(Object.fromEntries(sorted.toSorted(([a], [b]) => (a < b ? -1 : 1))));
  if (!formats.has(text)) formats.set(text, `f${formats.size}`);
  return formats.get(text);
};

for (const version of ["8.4", "9.2"]) {
  const { properties } = apiSchema(version).methods["POST /nodes/{node}/qemu/{vmid}/config"].parameters;
  for (const [key, { type, format, default: fallback }] of Object.entries(properties)) {
    if (NOT_CONFIG.has(key)) continue;
    const id = format === undefined ? undefined : formatId(format);
    keys[key] = { type, ...(id ? { format: id } : {}), ...(fallback === undefined ? {} : { default: fallback }) };
  }
}
const used = new Set(Object.values(keys).map(({ format }) => format));
const kept = [...formats].filter(([, id]) => used.has(id)).map(([text, id]) => [id, JSON.parse(text)]);
const out = new URL("../core/proxmox/schema/qemu-config.json", import.meta.url);
const sortedKeys = Object.fromEntries(Object.entries(keys).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(out, `${JSON.stringify({ formats: Object.fromEntries(kept), keys: sortedKeys })}\n`);
