import { type Command, Option } from "commander";
import { loadAnsibleConfig } from "../../core/ansible-config.ts";
import { expandPath } from "../../core/paths.ts";
import type { Value } from "../../core/values.ts";
import type { DumpOptions } from "../../inventory/dump/vars.ts";
import { type Inventory, inventorySources, loadInventory } from "../../inventory/index.ts";
import { loadExtraVars } from "../load/extra-vars.ts";
import { SourceFiles } from "../load/source-files.ts";
import type { CommandContext } from "./command-context.ts";
import { inventoryEvaluator } from "./evaluator.ts";
import { addVaultOptions, collect, type VaultOptions, vaultSecretsOf } from "./vault-options.ts";

/** The options that say what an inventory is made of. */
export interface SourceOptions extends VaultOptions {
  readonly inventory?: readonly string[];
  readonly inventoryFile?: readonly string[];
  readonly config?: readonly string[];
  readonly proxmox?: boolean;
  readonly refresh?: boolean;
  readonly limit?: string;
  readonly extraVars?: readonly string[];
  readonly playbookDir?: string;
}

/** Adds the options of {@link SourceOptions}. */
export function addSourceOptions(command: Command): Command {
  command
    .option("-i, --inventory <source>", "inventory file, folder, script or comma-separated hosts", collect)
    .addOption(new Option("--inventory-file <source>").argParser(collect).hideHelp())
    .option("--config <file>", "configuration of a Proxmox inventory (*.proxmox.yml)", collect)
    .option("--proxmox", "the cluster of PVEPLAY_INVENTORY (a *.proxmox.yml), else of PROXMOX_* or ~/.vmanager.conf")
    .option("--refresh", "ask clusters again, whatever the cache has")
    .option("-l, --limit <pattern>", "only hosts that match too")
    .option("-e, --extra-vars <vars>", "set variables: key=value, YAML or JSON, or @FILE", collect)
    .option("--playbook-dir <folder>", "whose group_vars and host_vars count (default: the current directory)");
  return addVaultOptions(command);
}

/**
 * The inventory that the options name, and what of it is to be shown; with `complete` only when all sources could be read.
 * @throws as loadInventory and loadExtraVars
 */
export async function inventoryOf(
  options: SourceOptions,
  context: CommandContext,
  { complete = false }: { readonly complete?: boolean } = {},
): Promise<{ readonly inventory: Inventory; readonly dump: DumpOptions }> {
  const config = loadAnsibleConfig(context, context.warn);
  const vault = await vaultSecretsOf(options, { context, config });
  const { cwd, env, warn } = context;
  const files = new SourceFiles(vault, warn);
  const given = [...(options.inventory ?? []), ...(options.inventoryFile ?? []), ...(options.config ?? [])];
  const { refresh } = options;
  const evaluator = () => inventoryEvaluator(context, files);
  const kept = options.proxmox ? env["PVEPLAY_INVENTORY"] : undefined;
  const sources = [...given, ...(kept === undefined ? [] : [kept])];
  const proxmox = options.proxmox && kept === undefined ? new Map<Value, Value>([["plugin", "pveplay"]]) : undefined;
  const inventory = await loadInventory(proxmox ? sources : inventorySources(sources, config), {
    cwd,
    env,
    warn,
    config,
    vault,
    evaluator,
    refresh,
    complete,
    proxmox,
  });
  const dump = {
    export: false,
    limit: options.limit,
    playbookDir: expandPath(options.playbookDir ?? ".", context),
    extraVars: loadExtraVars(options.extraVars ?? [], files, context),
  };
  return { inventory, dump };
}
