import { resolve } from "node:path";
import { Command, Option } from "commander";
import { type Encryption, rekeyFiles } from "../../../vault/files.ts";
import { vaultSettings } from "../../../vault/settings.ts";
import type { CommandContext } from "../command-context.ts";
import { addVaultOptions, vaultSecretsOf } from "../vault-options.ts";
import { chooseEncryption, configOf, type EncryptOptions, encryptVaultIdFlag, secretsOf } from "./shared.ts";

interface RekeyOptions extends EncryptOptions {
  readonly newVaultId?: string;
  readonly newVaultPasswordFile?: string;
}

/** `vault rekey`: re-encrypts files under a new password. */
export function rekeyCommand(context: CommandContext): Command {
  const command = new Command("rekey")
    .description("change the password of encrypted files")
    .argument("<files...>", "files to re-encrypt")
    .addOption(
      new Option("--new-vault-id <id>", "the new vault id, as label@source or source").conflicts(
        "newVaultPasswordFile",
      ),
    )
    .option("--new-vault-password-file <file>", "file or script with the new password")
    .option(...encryptVaultIdFlag);
  return addVaultOptions(command).action(async (files: string[], options: RekeyOptions) => {
    const old = await secretsOf(options, context);
    const paths = files.map((file) => resolve(context.cwd, file));
    await rekeyFiles(paths, old, await newEncryption(options, context));
    context.say("Rekey successful");
  });
}

/** As in Ansible, passwords of `vault_identity_list` can be new ones only when a vault id to encrypt with is chosen. */
async function newEncryption(options: RekeyOptions, context: CommandContext): Promise<Encryption> {
  const config = configOf(context);
  const chosen = options.encryptVaultId ?? config.text(vaultSettings.encryptIdentity);
  const named = {
    vaultId: options.newVaultId === undefined ? [] : [options.newVaultId],
    vaultPasswordFile: options.newVaultPasswordFile === undefined ? [] : [options.newVaultPasswordFile],
    ...(options.askVaultPassword ? { askVaultPassword: true } : {}),
  };
  const policy = { isNew: true, promptIfNone: true, identities: chosen !== undefined };
  return chooseEncryption(await vaultSecretsOf(named, { context, config }, policy), chosen, config);
}
