import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { AnsibleConfig } from "../core/ansible-config.ts";
import type { PathContext } from "../core/paths.ts";
import type { Dict } from "../core/values.ts";
import { VaultSecrets } from "../vault/secrets.ts";
import { InventoryGraph } from "./graph.ts";
import { Inventory, type InventoryParts } from "./inventory.ts";
import type { Evaluator } from "./constructed/evaluator.ts";
import { inventorySettings } from "./settings.ts";
import { loadSources, normaliseSource } from "./sources/load.ts";
import { VarsFiles } from "./vars-files.ts";

export { Inventory } from "./inventory.ts";
export type { Evaluator } from "./constructed/evaluator.ts";
export { inventorySources } from "./settings.ts";

/** What loading an inventory needs besides its sources; relative sources are looked up in `cwd`. */
export interface LoadInventoryOptions extends PathContext {
  readonly config: AnsibleConfig;
  readonly vault?: VaultSecrets | undefined;
  /** Makes what evaluates the expressions of Proxmox inventories; called when there are any. */
  readonly evaluator?: (() => Promise<Evaluator>) | undefined;
  /** Configuration of a Proxmox inventory that is read besides the sources. */
  readonly proxmox?: Dict | undefined;
  /** Whether kept answers of Proxmox inventories are asked for again. */
  readonly refresh?: boolean | undefined;
  /** Whether a source that can not be read is an error whatever Ansible's settings say. */
  readonly complete?: boolean | undefined;
  readonly warn: (message: string) => void;
}

/**
 * Reads inventory sources in order: files (INI, YAML, JSON), folders of sources, executables, `a,b,` lists of hosts.
 * What can not be read is a warning, unless Ansible's settings or `complete` make it an error.
 * @throws HintedError INVENTORY_UNREADABLE, VAULT_*
 */
export async function loadInventory(sources: readonly string[], options: LoadInventoryOptions): Promise<Inventory> {
  return new Inventory(await readParts(sources, options), () => readParts(sources, { ...options, refresh: true }));
}

async function readParts(sources: readonly string[], options: LoadInventoryOptions): Promise<InventoryParts> {
  const warn = once(options.warn);
  const { vault = new VaultSecrets(), cwd, env } = options;
  const configured = inventorySettings(options.config);
  const settings = options.complete ? { ...configured, failIfNone: true, failIfAny: true } : configured;
  const { hashBehaviour, groupNames, yamlExtensions: extensions } = settings;
  const graph = new InventoryGraph({ hashBehaviour, groupNames, warn });
  const normal = sources.map((source) => normaliseSource(source, options));
  const files = new VarsFiles({ vault, hashBehaviour, extensions, warn });
  const directories = normal.flatMap((source) => directoryOf(source, cwd) ?? []);
  if (normal.length > 0 || !options.proxmox) {
    await loadSources(normal, { ...options, graph, settings, files, directories, vault, warn });
  }
  if (options.proxmox) await addProxmox(graph, options.proxmox, options);
  return { graph, settings, files, directories, warn, cwd, env };
}

async function addProxmox(graph: InventoryGraph, config: Dict, options: LoadInventoryOptions): Promise<void> {
  const { readProxmoxInventory } = await import("./proxmox/source.ts");
  await readProxmoxInventory(graph, config, options);
  graph.reconcile();
}

/** Where variables files of a source lie: the folder itself, or the one of the file; nowhere for a list of hosts. */
function directoryOf(source: string, cwd: string): string | undefined {
  const stats = statSync(resolve(cwd, source), { throwIfNoEntry: false });
  if (source === "" || (!stats && source.includes(","))) return undefined;
  return stats?.isDirectory() ? resolve(cwd, source) : dirname(resolve(cwd, source));
}

function once(warn: (message: string) => void): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message)) return;
    said.add(message);
    warn(message);
  };
}
