import { resolve } from "node:path";
import { Command } from "commander";
import { TemplateText, type Value, VaultText } from "../../../core/values.ts";
import { inventoryJson } from "../../../inventory/dump/json.ts";
import { getKey, setKey } from "../../../vault/keys.ts";
import type { CommandContext } from "../command-context.ts";
import { addVaultOptions, type VaultOptions } from "../vault-options.ts";
import { chooseEncryption, configOf, type EncryptOptions, encryptVaultIdFlag, secretsOf } from "./shared.ts";

/** `vault get`: prints one value of an encrypted file (or an inline `!vault` value of a plain one). */
export function getCommand(context: CommandContext): Command {
  const command = new Command("get")
    .description("print one value of a vault file")
    .argument("<file>", "an encrypted YAML file, or a plain one with !vault values")
    .argument("<key>", "name of the variable; nested ones with dots");
  return addVaultOptions(command).action(async (file: string, key: string, options: VaultOptions) => {
    const secrets = await secretsOf(options, context);
    context.write(`${shown(getKey({ file: resolve(context.cwd, file), key }, secrets))}\n`);
  });
}

/** `vault set`: changes one value of an encrypted file and leaves the rest of its text as it is. */
export function setCommand(context: CommandContext): Command {
  const command = new Command("set")
    .description("set one value of a vault file; asks for it, or reads it from standard input")
    .argument("<file>", "an encrypted YAML file, or a plain one with !vault values")
    .argument("<key>", "name of the variable; nested ones with dots")
    .option(...encryptVaultIdFlag);
  return addVaultOptions(command).action(async (file: string, key: string, options: EncryptOptions) => {
    const secrets = await secretsOf(options, context);
    const value = await newValue(key, context);
    const inline = () => chooseEncryption(secrets, options.encryptVaultId, configOf(context));
    await setKey({ file: resolve(context.cwd, file), key }, value, { secrets, inline });
  });
}

/** The value never comes as an argument, where the process list would show it. One line end behind piped input is not part of it. */
async function newValue(key: string, context: CommandContext): Promise<string> {
  if (context.isInputTerminal) return context.ask(`New value of ${key} (hidden): `);
  return (await context.readInput()).toString("utf8").replace(/\r?\n$/, "");
}

function shown(value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof TemplateText) return value.source;
  return value instanceof VaultText ? value.reveal() : inventoryJson(value);
}
