#!/usr/bin/env node
// Compiles the API's full schema into the compact, prose-free subset the product uses.
// usage: node scripts/compile-schema.mjs SOURCE.json core/proxmox/schema/pve-9.2.json
// The source is `{version, methods: {"POST /nodes/{node}/qemu": {parameters, permissions, ...}}}` as dumped from the API viewer.
import { readFileSync, writeFileSync } from "node:fs";

const [source, target] = process.argv.slice(2);
if (!source || !target) {
  console.error("usage: compile-schema.mjs SOURCE.json TARGET.json");
  process.exit(2);
}

/** Endpoints in scope: everything below these prefixes of a path. */
const SCOPE = [
  "/version",
  "/access",
  "/pools",
  "/storage",
  "/nodes",
  "/cluster/nextid",
  "/cluster/resources",
  "/cluster/status",
  "/cluster/tasks",
  "/cluster/log",
  "/cluster/options",
  "/cluster/backup",
  "/cluster/ha",
  "/cluster/sdn",
  "/cluster/firewall/options",
];
const OUT = [
  /^\/access\/(openid|tfa|vncticket)/,
  /^\/access\/domains\/.*sync/,
  /\/(firewall)\/(aliases|ipset|groups|refs|macros|log)/,
  /^\/cluster\/sdn\/(controllers|dns|ipams|fabrics|lock|rollback|dry-run)/,
  /^\/nodes\/\{node\}\/(aplinfo|scan|network|config|firewall|replication)/,
  /\/(mtunnel|mtunnelwebsocket|vncwebsocket|dbus-vmstate|remote_migrate|file-restore|oci-registry-pull)/,
  /^\/access\/users\/\{userid\}\/(tfa|unlock-tfa)/,
];
const PROSE = new Set(["description", "verbose_description", "typetext", "format_description", "title", "links"]);
const METHOD_KEYS = ["parameters", "permissions", "protected", "proxyto", "allowtoken"];

const schema = JSON.parse(readFileSync(source, "utf8"));
const methods = {};
for (const [key, method] of Object.entries(schema.methods).sort(([a], [b]) => (a < b ? -1 : 1))) {
  const path = key.slice(key.indexOf(" ") + 1);
  if (inScope(path)) methods[key] = compileMethod(method);
}
const shared = [];
share(methods, shared);
writeFileSync(target, `${JSON.stringify({ version: schema.version, shared, methods })}\n`);
console.log(`${target}: ${Object.keys(methods).length} methods, ${shared.length} shared definitions`);

function inScope(path) {
  return (
    SCOPE.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)) &&
    !OUT.some((pattern) => pattern.test(path))
  );
}

function compileMethod(method) {
  const compiled = {};
  for (const key of METHOD_KEYS) {
    if (method[key] !== undefined && method[key] !== null) compiled[key] = withoutProse(method[key], key);
  }
  if (method.returns?.type) compiled.returns = { type: method.returns.type };
  return compiled;
}

/** Drops prose keys of schema nodes; a *property* may itself be called `description`, so maps of properties are kept whole. */
function withoutProse(node, parent) {
  if (Array.isArray(node)) return node.map((item) => withoutProse(item, ""));
  if (node === null || typeof node !== "object") return node;
  const isMap = parent === "properties" || (parent === "format" && !("type" in node && typeof node.type === "string"));
  const kept = Object.entries(node).filter(([key, value]) => isMap || !(PROSE.has(key) && typeof value === "string"));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutProse(value, isMap ? "" : key)]));
}

/** Moves property schemas that occur more than once into `table`, leaving `{"$": index}`. */
function share(methods, table) {
  const counts = new Map();
  const visit = (holder, act) => {
    for (const [name, value] of Object.entries(holder)) {
      if (value && typeof value === "object" && !Array.isArray(value)) act(holder, name, value);
    }
  };
  const maps = Object.values(methods).map((method) => method.parameters?.properties ?? {});
  for (const map of maps) visit(map, (_holder, _name, value) => count(counts, JSON.stringify(value)));
  const index = new Map();
  const replace = (holder, name, value) => {
    const text = JSON.stringify(value);
    if (text.length < 24 || counts.get(text) < 2) return;
    if (!index.has(text)) {
      index.set(text, table.length);
      table.push(value);
    }
    holder[name] = { $: index.get(text) };
  };
  for (const map of maps) visit(map, replace);
}

function count(counts, text) {
  counts.set(text, (counts.get(text) ?? 0) + 1);
}
