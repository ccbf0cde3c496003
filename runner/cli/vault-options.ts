import { type Command, Option } from "commander";
import type { AnsibleConfig } from "../../core/ansible-config.ts";
import { loadVaultSecrets, type PasswordPolicy } from "../../vault/load-secrets.ts";
import type { VaultSecrets } from "../../vault/secrets.ts";
import type { CommandContext } from "./command-context.ts";

/** The vault options every command takes that reads variables. */
export interface VaultOptions {
  readonly vaultId?: readonly string[];
  readonly vaultPasswordFile?: readonly string[];
  readonly vaultPassFile?: readonly string[];
  readonly askVaultPassword?: boolean;
  readonly askVaultPass?: boolean;
}

/** An option that may be given several times: its values so far with one more. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** Adds `--vault-id`, `--vault-password-file` and `--ask-vault-password`, with Ansible's other spellings. */
export function addVaultOptions(command: Command): Command {
  return command
    .option(
      "--vault-id <id>",
      "vault password as label@source or source; a source is a file, a script or `prompt`",
      collect,
    )
    .option("--vault-password-file <file>", "file or script with the vault password", collect)
    .addOption(new Option("--vault-pass-file <file>").argParser(collect).hideHelp())
    .option("-J, --ask-vault-password", "ask for the vault password")
    .addOption(new Option("--ask-vault-pass").hideHelp());
}

/** The vault passwords that options, environment and `ansible.cfg` name. @throws as loadVaultSecrets */
export function vaultSecretsOf(
  options: VaultOptions,
  { context, config }: { context: CommandContext; config: AnsibleConfig },
  policy: PasswordPolicy = {},
): Promise<VaultSecrets> {
  const named = {
    vaultIds: options.vaultId ?? [],
    passwordFiles: [...(options.vaultPasswordFile ?? []), ...(options.vaultPassFile ?? [])],
    askPassword: options.askVaultPassword ?? options.askVaultPass ?? false,
  };
  const { cwd, env, warn } = context;
  return loadVaultSecrets(named, { cwd, env, warn, config, ask: (question) => context.ask(question) }, policy);
}
