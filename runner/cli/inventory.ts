import { Command, Option } from "commander";
import { loadAnsibleConfig } from "../../core/ansible-config.ts";
import { writeAtomically } from "../../core/atomic-write.ts";
import { HintedError } from "../../core/errors.ts";
import { expandPath } from "../../core/paths.ts";
import { TemplateText, type Value, VaultText } from "../../core/values.ts";
import { graphLines } from "../../inventory/dump/graph.ts";
import { inventoryJson } from "../../inventory/dump/json.ts";
import { listDocument } from "../../inventory/dump/list.ts";
import { treeDocument } from "../../inventory/dump/tree.ts";
import { type DumpOptions, hostDumpVars } from "../../inventory/dump/vars.ts";
import { type Inventory, inventorySources, loadInventory } from "../../inventory/index.ts";
import { loadExtraVars } from "../load/extra-vars.ts";
import { SourceFiles } from "../load/source-files.ts";
import { text } from "../template/python/text.ts";
import type { CommandContext } from "./command-context.ts";
import { inventoryYaml } from "./inventory-yaml.ts";
import { addVaultOptions, collect, type VaultOptions, vaultSecretsOf } from "./vault-options.ts";

interface InventoryOptions extends VaultOptions {
  readonly inventory?: readonly string[];
  readonly inventoryFile?: readonly string[];
  readonly limit?: string;
  readonly extraVars?: readonly string[];
  readonly playbookDir?: string;
  readonly list?: boolean;
  readonly host?: string;
  readonly graph?: boolean;
  readonly yaml?: boolean;
  readonly vars?: boolean;
  readonly export?: boolean;
  readonly output?: string;
}

/** `pveplay inventory`: shows hosts, groups and variables as `ansible-inventory` does. */
export function inventoryCommand(context: CommandContext): Command {
  const command = new Command("inventory")
    .description("show hosts, groups and variables of inventories")
    .argument("[group]", "where --graph starts", "all")
    .option("-i, --inventory <source>", "inventory file, folder, script or comma-separated hosts", collect)
    .addOption(new Option("--inventory-file <source>").argParser(collect).hideHelp())
    .option("--list", "print everything as an inventory script would")
    .option("--host <name>", "print the variables of one host")
    .option("--graph", "print groups and hosts as a tree")
    .option("-y, --yaml", "print YAML rather than JSON")
    .option("--vars", "with --graph: print variables too")
    .option("--export", "with --list: print variables where they are set, not merged into hosts")
    .option("-l, --limit <pattern>", "with --list: only hosts that match too")
    .option("-e, --extra-vars <vars>", "set variables: key=value, YAML or JSON, or @FILE", collect)
    .option("--playbook-dir <folder>", "whose group_vars and host_vars count (default: the current directory)")
    .option("--output <file>", "write to a file rather than to standard output");
  return addVaultOptions(command).action((group: string, options: InventoryOptions) => run(group, options, context));
}

async function run(group: string, options: InventoryOptions, context: CommandContext): Promise<void> {
  const actions = [options.list, options.host !== undefined, options.graph].filter(Boolean).length;
  if (actions !== 1) {
    const message = actions === 0 ? "Nothing to do" : "More than one thing to do";
    throw new HintedError("USAGE", message, { hint: "Give exactly one of --list, --host and --graph" });
  }
  const config = loadAnsibleConfig(context, context.warn);
  const vault = await vaultSecretsOf(options, { context, config });
  const { cwd, env, warn } = context;
  const given = [...(options.inventory ?? []), ...(options.inventoryFile ?? [])];
  const inventory = await loadInventory(inventorySources(given, config), { cwd, env, warn, config, vault });
  const dump: DumpOptions = {
    export: options.export ?? false,
    limit: options.limit,
    playbookDir: expandPath(options.playbookDir ?? ".", context),
    extraVars: loadExtraVars(options.extraVars ?? [], new SourceFiles(vault, warn), context),
  };
  const output = `${render(inventory, group, { ...options, dump })}\n`;
  if (options.output === undefined) context.write(output);
  else writeAtomically(expandPath(options.output, context), output);
}

function render(inventory: Inventory, group: string, options: InventoryOptions & { dump: DumpOptions }): string {
  const { dump } = options;
  if (options.host !== undefined)
    return document(hostDumpVars(inventory, oneHost(inventory, options.host), dump), options);
  if (options.graph) {
    const start = inventory.graph.groups.get(group);
    if (start)
      return graphLines(inventory, start, { ...dump, showVars: options.vars ?? false, text: shownText }).join("\n");
    throw new HintedError("USAGE", `There is no group ${group}`, {
      hint: "Use --graph without a group to see them all",
    });
  }
  return document(options.yaml ? treeDocument(inventory, dump) : listDocument(inventory, dump), options);
}

function shownText(value: Value): string {
  if (value instanceof TemplateText) return value.source;
  return value instanceof VaultText ? value.reveal() : text(value);
}

function document(value: Value, { yaml }: { readonly yaml?: boolean }): string {
  return yaml ? inventoryYaml(value) : inventoryJson(value);
}

function oneHost(inventory: Inventory, pattern: string): string {
  const [host, ...others] = inventory.match(pattern);
  if (host !== undefined && others.length === 0) return host;
  throw new HintedError("USAGE", `--host ${pattern} stands for ${host === undefined ? "no host" : "several hosts"}`, {
    hint: "Name one host",
  });
}
