import { Command } from "commander";
import { writeAtomically } from "../../core/atomic-write.ts";
import { HintedError } from "../../core/errors.ts";
import { expandPath } from "../../core/paths.ts";
import { TemplateText, type Value, VaultText } from "../../core/values.ts";
import { dumpYaml } from "../../core/yaml/index.ts";
import { graphLines } from "../../inventory/dump/graph.ts";
import { inventoryJson, markUnsafe } from "../../inventory/dump/json.ts";
import { listDocument } from "../../inventory/dump/list.ts";
import { treeDocument } from "../../inventory/dump/tree.ts";
import { type DumpOptions, hostDumpVars } from "../../inventory/dump/vars.ts";
import type { Inventory } from "../../inventory/index.ts";
import { text } from "../template/python/text.ts";
import type { CommandContext } from "./command-context.ts";
import { generateCommand } from "./inventory-generate.ts";
import { addSourceOptions, inventoryOf, type SourceOptions } from "./inventory-sources.ts";

interface InventoryOptions extends SourceOptions {
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
    .option("--list", "print everything as an inventory script would")
    .option("--host <name>", "print the variables of one host")
    .option("--graph", "print groups and hosts as a tree")
    .option("-y, --yaml", "print YAML rather than JSON")
    .option("--vars", "with --graph: print variables too")
    .option("--export", "with --list: print variables where they are set, not merged into hosts")
    .option("--output <file>", "write to a file rather than to standard output")
    .enablePositionalOptions()
    .addCommand(generateCommand(context));
  return addSourceOptions(command).action((group: string, options: InventoryOptions) => run(group, options, context));
}

async function run(group: string, options: InventoryOptions, context: CommandContext): Promise<void> {
  const actions = [options.list, options.host !== undefined, options.graph].filter(Boolean).length;
  if (actions !== 1) {
    const message = actions === 0 ? "Nothing to do" : "More than one thing to do";
    throw new HintedError("USAGE", message, { hint: "Give exactly one of --list, --host and --graph" });
  }
  const { inventory, dump } = await inventoryOf(options, context);
  const output = render(inventory, group, { ...options, dump: { ...dump, export: options.export ?? false } });
  if (options.output !== undefined) writeAtomically(expandPath(options.output, context), output);
  else context.write(output.endsWith("\n") ? output : `${output}\n`);
}

function render(inventory: Inventory, group: string, options: InventoryOptions & { dump: DumpOptions }): string {
  const { dump } = options;
  if (options.host !== undefined) {
    const vars = hostDumpVars(inventory, oneHost(inventory, options.host), dump);
    // As an inventory script we speak to readers who take every text for a template unless it is marked.
    return document(options.proxmox ? markUnsafe(vars) : vars, options);
  }
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
  return yaml ? dumpYaml(value, { flow: false, aliases: true, keepEncrypted: true }) : inventoryJson(value);
}

function oneHost(inventory: Inventory, pattern: string): string {
  const [host, ...others] = inventory.match(pattern);
  if (host !== undefined && others.length === 0) return host;
  throw new HintedError("USAGE", `--host ${pattern} stands for ${host === undefined ? "no host" : "several hosts"}`, {
    hint: "Name one host",
  });
}
