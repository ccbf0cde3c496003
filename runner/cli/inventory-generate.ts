import { Command, Option } from "commander";
import { writeAtomically } from "../../core/atomic-write.ts";
import { expandPath } from "../../core/paths.ts";
import { dumpYaml } from "../../core/yaml/index.ts";
import { iniText } from "../../inventory/dump/ini.ts";
import { treeDocument } from "../../inventory/dump/tree.ts";
import type { CommandContext } from "./command-context.ts";
import { addSourceOptions, inventoryOf, type SourceOptions } from "./inventory-sources.ts";

interface GenerateOptions extends SourceOptions {
  readonly format: "yaml" | "ini";
  readonly output?: string;
}

/** `pveplay inventory generate`: writes a static inventory of what sources (such as a Proxmox cluster) hold now. */
export function generateCommand(context: CommandContext): Command {
  const command = new Command("generate")
    .description("write a static inventory file of the guests there are now")
    .addOption(new Option("--format <format>", "form of the file").choices(["yaml", "ini"]).default("yaml"))
    .option("--output <file>", "where to write; standard output when not given");
  return addSourceOptions(command).action(async (options: GenerateOptions) => {
    // A source that is away for once must not empty the file that was made of it.
    const { inventory, dump } = await inventoryOf(options, context, { complete: true });
    // Each host carries all its variables: group files of several levels, once merged, would win over each other differently.
    const merged = { ...dump, export: false, keepEmpty: true };
    const text =
      options.format === "ini"
        ? iniText(inventory, merged)
        : dumpYaml(treeDocument(inventory, merged), { flow: false, keepEncrypted: true, markUnsafe: true });
    if (options.output === undefined) context.write(text);
    else writeAtomically(expandPath(options.output, context), text, 0o644);
  });
}
