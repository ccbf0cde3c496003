import { resolve } from "node:path";
import { type AnsibleConfig, loadAnsibleConfig } from "../../../core/ansible-config.ts";
import { writeAtomically } from "../../../core/atomic-write.ts";
import { HintedError } from "../../../core/errors.ts";
import { type Encryption, readVaultFile, rewriteFile } from "../../../vault/files.ts";
import type { PasswordPolicy } from "../../../vault/load-secrets.ts";
import type { VaultSecrets } from "../../../vault/secrets.ts";
import { vaultSettings } from "../../../vault/settings.ts";
import type { CommandContext } from "../command-context.ts";
import { type VaultOptions, vaultSecretsOf } from "../vault-options.ts";

/** Options of the verbs that encrypt. */
export interface EncryptOptions extends VaultOptions {
  readonly encryptVaultId?: string;
}

/** The flag of {@link EncryptOptions}. */
export const encryptVaultIdFlag = [
  "--encrypt-vault-id <label>",
  "the vault id to encrypt with (needed when there are several)",
] as const;

/** The flag for where a result goes. */
export const outputFlag = ["--output <file>", "where the result goes; - is standard output"] as const;

/** The settings of the user. */
export function configOf(context: CommandContext): AnsibleConfig {
  return loadAnsibleConfig(context, context.warn);
}

/** The passwords of a verb, asked for when none is named. @throws HintedError VAULT_NO_PASSWORD, USAGE */
export async function secretsOf(
  options: VaultOptions,
  context: CommandContext,
  policy: PasswordPolicy = {},
): Promise<VaultSecrets> {
  const secrets = await vaultSecretsOf(
    options,
    { context, config: configOf(context) },
    { ...policy, promptIfNone: true },
  );
  if (secrets.entries.length > 0) return secrets;
  throw new HintedError("USAGE", "No vault password was given", { hint: "Use --vault-password-file or --vault-id" });
}

/** By which password a verb encrypts. @throws HintedError USAGE when there are several and none is chosen */
export async function encryptionOf(options: EncryptOptions, context: CommandContext): Promise<Encryption> {
  return chooseEncryption(
    await secretsOf(options, context, { isNew: true }),
    options.encryptVaultId,
    configOf(context),
  );
}

/** The password to encrypt with, out of several. @throws HintedError USAGE, VAULT_NO_PASSWORD */
export function chooseEncryption(secrets: VaultSecrets, chosen: string | undefined, config: AnsibleConfig): Encryption {
  const label = chosen ?? config.text(vaultSettings.encryptIdentity);
  if (label === undefined && secrets.entries.length > 1) {
    const labels = secrets.entries.map((entry) => entry.label).join(", ");
    throw new HintedError("USAGE", `There are passwords for the vault ids ${labels}`, {
      hint: "Choose one with --encrypt-vault-id",
    });
  }
  return { secret: secrets.forEncrypting(label), ...fixedSalt(config) };
}

/** The salt that `vault_encrypt_salt` fixes, so that the same text always encrypts to the same bytes. */
export function fixedSalt(config: AnsibleConfig): { salt?: Buffer } {
  const salt = config.text(vaultSettings.encryptSalt);
  return salt === undefined || salt === "" ? {} : { salt: Buffer.from(salt, "utf8") };
}

/** The bytes of a file, or of standard input for `-`. @throws as readVaultFile */
export function readInput(file: string, context: CommandContext): Promise<Buffer> {
  return file === "-" ? context.readInput() : Promise.resolve(readVaultFile(resolve(context.cwd, file)));
}

/**
 * Passes a file (or standard input for `-`) through `change`: in place, or to `output` when that is named. What other processes
 * write into a file at the same time stays. @throws as readInput, rewriteFile and writeOutput, and what `change` throws
 */
export async function convert(
  { file, output }: { readonly file: string; readonly output: string | undefined },
  change: (data: Buffer) => string | Uint8Array,
  context: CommandContext,
): Promise<void> {
  if (file !== "-" && output === undefined) await rewriteFile(resolve(context.cwd, file), change);
  else writeOutput(output ?? file, change(await readInput(file, context)), context);
}

/** Writes to a file in one step, or to standard output for `-`. @throws as writeAtomically */
export function writeOutput(file: string, data: string | Uint8Array, context: CommandContext): void {
  if (file === "-") context.write(data);
  else writeAtomically(resolve(context.cwd, file), data);
}

/** The files a verb works on; standard input when none is named. @throws HintedError USAGE for several files with one output */
export function inputFiles(files: readonly string[], output: string | undefined): readonly string[] {
  if (output !== undefined && files.length > 1) {
    throw new HintedError("USAGE", "--output takes the result of one file only", {
      hint: "Name one file, or leave --output out",
    });
  }
  return files.length > 0 ? files : ["-"];
}
