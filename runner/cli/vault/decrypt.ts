import { Command } from "commander";
import { openNamed } from "../../../vault/files.ts";
import type { CommandContext } from "../command-context.ts";
import { addVaultOptions, type VaultOptions } from "../vault-options.ts";
import { convert, inputFiles, outputFlag, secretsOf } from "./shared.ts";

/** `vault decrypt`: decrypts files in place, or standard input to standard output. */
export function decryptCommand(context: CommandContext): Command {
  const command = new Command("decrypt")
    .description("decrypt files, or standard input")
    .argument("[files...]", "files to decrypt in place; - is standard input")
    .option(...outputFlag);
  return addVaultOptions(command).action(async (files: string[], options: VaultOptions & { output?: string }) => {
    const inputs = inputFiles(files, options.output);
    const secrets = await secretsOf(options, context);
    const { output } = options;
    for (const file of inputs) await convert({ file, output }, (data) => openNamed(data, secrets, file).plain, context);
    if (context.isTerminal) context.say("Decryption successful");
  });
}
