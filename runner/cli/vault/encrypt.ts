import { Command } from "commander";
import { encryptData } from "../../../vault/files.ts";
import type { CommandContext } from "../command-context.ts";
import { addVaultOptions } from "../vault-options.ts";
import { convert, encryptionOf, type EncryptOptions, encryptVaultIdFlag, inputFiles, outputFlag } from "./shared.ts";

/** `vault encrypt`: encrypts files in place, or standard input to standard output. */
export function encryptCommand(context: CommandContext): Command {
  const command = new Command("encrypt")
    .description("encrypt files, or standard input")
    .argument("[files...]", "files to encrypt in place; - is standard input")
    .option(...outputFlag)
    .option(...encryptVaultIdFlag);
  return addVaultOptions(command).action(async (files: string[], options: EncryptOptions & { output?: string }) => {
    const inputs = inputFiles(files, options.output);
    const encryption = await encryptionOf(options, context);
    const { output } = options;
    for (const file of inputs) await convert({ file, output }, (data) => encryptData(data, encryption, file), context);
    if (context.isTerminal) context.say("Encryption successful");
  });
}
