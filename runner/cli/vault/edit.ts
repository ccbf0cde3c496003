import { resolve } from "node:path";
import { Command } from "commander";
import { DEFAULT_LABEL } from "../../../vault/envelope.ts";
import { openNamed, readVaultFile } from "../../../vault/files.ts";
import type { VaultSecrets } from "../../../vault/secrets.ts";
import type { CommandContext } from "../command-context.ts";
import { addVaultOptions, type VaultOptions } from "../vault-options.ts";
import { editAndSave } from "./edit-and-save.ts";
import { configOf, fixedSalt, secretsOf } from "./shared.ts";

/** `vault edit`: opens an editor on the plain text and writes it back, under the same password and vault id, when it changed. */
export function editCommand(context: CommandContext): Command {
  const command = new Command("edit").description("edit encrypted files").argument("<files...>", "files to edit");
  return addVaultOptions(command).action(async (files: string[], options: VaultOptions) => {
    const secrets = await secretsOf(options, context);
    for (const file of files) await edit(resolve(context.cwd, file), secrets, context);
  });
}

async function edit(path: string, secrets: VaultSecrets, context: CommandContext): Promise<void> {
  const before = readVaultFile(path);
  const { plain, label, secret } = openNamed(before, secrets, path);
  const encryption = { secret, label: label ?? DEFAULT_LABEL, ...fixedSalt(configOf(context)) };
  await editAndSave({ path, before, plain, encryption }, context);
}
