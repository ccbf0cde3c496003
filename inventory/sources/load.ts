import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { type ErrorCode, HintedError } from "../../core/errors.ts";
import { expandPath } from "../../core/paths.ts";
import { isDict, type Value } from "../../core/values.ts";
import type { ConstructedContext } from "../constructed/source.ts";
import type { InventoryGraph } from "../graph.ts";
import { isProxmoxPlugin } from "../proxmox/plugin-names.ts";
import type { ProxmoxContext } from "../proxmox/source.ts";
import type { InventorySettings, SourceKind } from "../settings.ts";
import { readHostList, readHostRanges } from "./host-list.ts";
import { readIni } from "./ini.ts";
import { readScript, type ScriptContext } from "./script.ts";
import { SourceFile } from "./source-file.ts";
import { readYamlInventory } from "./yaml.ts";

/** What reading sources needs. */
export interface SourceContext extends ScriptContext, ProxmoxContext, ConstructedContext {
  readonly graph: InventoryGraph;
  readonly settings: InventorySettings;
  readonly warn: (message: string) => void;
}

/** A path as Ansible keeps it: absolute, unless it is a list of hosts or holds a comma. */
export function normaliseSource(source: string, context: { cwd: string; env: ScriptContext["env"] }): string {
  return source.includes(",") ? source : expandPath(source, context);
}

/**
 * Reads sources into the graph in order. A source nobody understands is a warning unless the settings make it an error;
 * a vault that does not open is always an error. @throws HintedError INVENTORY_UNREADABLE, VAULT_*
 */
export async function loadSources(sources: readonly string[], context: SourceContext): Promise<void> {
  let parsed = false;
  for (const source of sources) if (source !== "" && (await loadSource(source, context))) parsed = true;
  if (parsed) context.graph.reconcile();
  else reportNone(context);
}

function reportNone({ settings, warn }: SourceContext): void {
  if (settings.failIfNone) {
    throw new HintedError("INVENTORY_UNREADABLE", "No inventory source could be read", {
      hint: "Check the -i options",
    });
  }
  if (settings.warnIfNone) warn("No inventory was read, only localhost is available");
}

async function loadSource(source: string, context: SourceContext): Promise<boolean> {
  const path = resolve(context.cwd, source);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return loadDirectory(source, context);
  context.graph.source = { file: source, directory: source.includes("/") ? dirname(source) : "" };
  try {
    return await loadFile({ source, path, exists: stats !== undefined }, context);
  } finally {
    context.graph.source = undefined;
  }
}

async function loadDirectory(directory: string, context: SourceContext): Promise<boolean> {
  let parsed = false;
  for (const name of readdirSync(directory).sort()) {
    if (context.settings.ignored.test(name)) continue;
    if (await loadSource(join(directory, name), context)) parsed = true;
  }
  return parsed;
}

/** Failures after which the source may still be one of another kind. A vault that does not open or a cluster that does not answer is final. */
const MAY_BE_ANOTHER_KIND: ReadonlySet<ErrorCode> = new Set([
  "INVENTORY_SYNTAX",
  "INVENTORY_UNREADABLE",
  "YAML_SYNTAX",
]);

interface Candidate {
  readonly source: string;
  readonly path: string;
  readonly exists: boolean;
}

/** Tries each kind that may fit, in the order of `enable_plugins`, until one reads the source. */
async function loadFile(candidate: Candidate, context: SourceContext): Promise<boolean> {
  const failures: string[] = [];
  const file = new SourceFile(candidate.path, context);
  for (const kind of context.settings.kinds) {
    if (!fits(kind, candidate, context.settings)) continue;
    try {
      if (await READERS[kind](context, candidate, file)) return true;
    } catch (error) {
      if (!(error instanceof HintedError) || !MAY_BE_ANOTHER_KIND.has(error.code)) throw error;
      failures.push(`${placeOf(error, candidate.source)} as ${kind}: ${error.message} (${error.hint})`);
      if (kind === "script" && file.isProgram()) break;
    }
  }
  return reportUnread(candidate, failures, context);
}

function reportUnread({ source, exists }: Candidate, failures: readonly string[], context: SourceContext): false {
  if (source === "/etc/ansible/hosts" && !exists) return false;
  for (const failure of failures) context.warn(`Could not read ${failure}`);
  if (context.settings.failIfAny) {
    throw new HintedError("INVENTORY_UNREADABLE", `Could not read the inventory source ${source}`, {
      hint: failures[0] ?? "Check that it exists and may be read",
    });
  }
  context.warn(`Unable to read ${source} as an inventory source`);
  return false;
}

function placeOf({ origin }: HintedError, source: string): string {
  return origin ? `${source}:${origin.line}:${origin.column}` : source;
}

function fits(kind: SourceKind, { source, path, exists }: Candidate, settings: InventorySettings): boolean {
  const extension = extname(path);
  switch (kind) {
    case "host_list":
    case "advanced_host_list":
      return !exists && source.includes(",");
    case "constructed":
      return exists && ["", ".config", ".yml", ".yaml"].includes(extension) && may(path, constants.R_OK);
    case "script":
      return exists && may(path, constants.R_OK | constants.X_OK);
    case "auto":
      return exists && /\.(?:yml|yaml)$/.test(path) && may(path, constants.R_OK);
    case "yaml":
      return exists && (extension === "" || settings.yamlExtensions.includes(extension)) && may(path, constants.R_OK);
    case "ini":
      return exists && extension !== ".toml" && may(path, constants.R_OK);
    case "toml":
      return exists && extension === ".toml";
  }
}

type Reader = (context: SourceContext, candidate: Candidate, file: SourceFile) => Promise<boolean> | boolean;

const READERS: Readonly<Record<SourceKind, Reader>> = {
  host_list: ({ graph }, { source }) => {
    readHostList(graph, source);
    return true;
  },
  advanced_host_list: ({ graph }, { source }) => {
    readHostRanges(graph, source);
    return true;
  },
  constructed: (context, _candidate, file) => readConstructed(context, file.yaml()),
  script: async (context, { path }) => {
    await readScript(context.graph, path, context);
    return true;
  },
  auto: async (context, _candidate, file) => {
    const data = file.yaml();
    const plugin = isDict(data) ? data.get("plugin") : undefined;
    if (!isDict(data) || !plugin) return false;
    if (isProxmoxPlugin(plugin)) {
      // Loaded only here: the API client is no part of reading a file of hosts.
      const { readProxmoxInventory } = await import("../proxmox/source.ts");
      await readProxmoxInventory(context.graph, data, context);
      return true;
    }
    if (await readConstructed(context, data)) return true;
    const name = typeof plugin === "string" ? plugin : "of that kind";
    throw new HintedError("INVENTORY_UNREADABLE", `There is no inventory plugin ${name} here`, {
      hint: "Use an inventory of hosts, or run this source with Ansible",
    });
  },
  yaml: ({ graph }, _candidate, file) => {
    readYamlInventory(graph, file.yaml());
    return true;
  },
  ini: ({ graph }, { path }, file) => {
    readIni(graph, file.text(), path);
    return true;
  },
  toml: () => {
    throw new HintedError("INVENTORY_UNREADABLE", "TOML inventories are not supported", {
      hint: "Write it as YAML or INI",
    });
  },
};

async function readConstructed(context: SourceContext, data: Value): Promise<boolean> {
  const { isConstructedPlugin, readConstructedInventory } = await import("../constructed/source.ts");
  if (!isDict(data) || !isConstructedPlugin(data.get("plugin"))) return false;
  await readConstructedInventory(context.graph, data, context);
  return true;
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
