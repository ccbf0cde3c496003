import type { AnsibleConfig } from "../core/ansible-config.ts";
import { HintedError } from "../core/errors.ts";
import { expandPath, type PathContext } from "../core/paths.ts";
import { DEFAULT_LABEL } from "./envelope.ts";
import { VaultPassword } from "./key.ts";
import { readPasswordFile } from "./password-file.ts";
import { type VaultSecret, VaultSecrets } from "./secrets.ts";
import { vaultSettings } from "./settings.ts";

/** Asks the person at the terminal for a line that is not echoed. @throws HintedError when there is no terminal */
export type AskSecret = (question: string) => Promise<string>;

/** Which passwords the command line names. */
export interface PasswordOptions {
  /** `--vault-id`: `label@source`, or `source` alone; a source is `prompt` or a file. */
  readonly vaultIds: readonly string[];
  /** `--vault-password-file`. */
  readonly passwordFiles: readonly string[];
  /** `--ask-vault-pass`. */
  readonly askPassword: boolean;
}

/** Where passwords come from besides the command line. */
export interface PasswordContext extends PathContext {
  readonly config: AnsibleConfig;
  readonly ask: AskSecret;
  readonly warn: (message: string) => void;
}

/** How a run treats missing passwords. */
export interface PasswordPolicy {
  /** Ask twice, as for a password that is to be new. */
  readonly isNew?: boolean;
  /** Ask for a password when none is named anywhere (the vault commands do, playbooks do not). */
  readonly promptIfNone?: boolean;
  /** Whether `vault_identity_list` counts; default true. */
  readonly identities?: boolean;
}

interface Source {
  readonly label: string | undefined;
  readonly source: string;
  /** Asked for by `--ask-vault-pass`, whose question names no vault id. */
  readonly bare?: boolean;
}

/**
 * Collects the vault passwords of a run in Ansible's order: `vault_identity_list`, `--vault-id`, password files, the
 * prompt. A source that fails is a warning as long as another one gives a password.
 * @throws HintedError VAULT_NO_PASSWORD, USAGE
 */
export async function loadVaultSecrets(
  options: PasswordOptions,
  context: PasswordContext,
  policy: PasswordPolicy = {},
): Promise<VaultSecrets> {
  const settings = secretsSettings(context.config);
  const entries: VaultSecret[] = [];
  let failure: HintedError | undefined;
  for (const source of sources(options, context.config, policy)) {
    const earlier = new VaultSecrets(entries, settings);
    try {
      const password = await readSource(source, { context, earlier, policy });
      entries.push({ label: source.label ?? settings.defaultLabel, password });
    } catch (error) {
      if (!(error instanceof HintedError) || isPrompt(source)) throw error;
      context.warn(`${error.message} (vault id ${source.label ?? settings.defaultLabel})`);
      failure = error;
    }
  }
  if (failure && entries.length === 0) throw failure;
  return new VaultSecrets(entries, settings);
}

function secretsSettings(config: AnsibleConfig): { defaultLabel: string; labelMustMatch: boolean } {
  return {
    defaultLabel: config.text(vaultSettings.identity) ?? DEFAULT_LABEL,
    labelMustMatch: config.flag(vaultSettings.idMatch) ?? false,
  };
}

function sources(options: PasswordOptions, config: AnsibleConfig, policy: PasswordPolicy): Source[] {
  const configuredIds = (policy.identities ?? true) ? config.list(vaultSettings.identityList) : undefined;
  const ids = [...(configuredIds ?? []), ...options.vaultIds];
  const configured = config.path(vaultSettings.passwordFile);
  const files = [...options.passwordFiles, ...(configured === undefined ? [] : [configured])];
  const named: Source[] = [...ids.map(parseVaultId), ...files.map((source) => ({ label: undefined, source }))];
  const ask = options.askPassword || (config.flag(vaultSettings.askPassword) ?? false);
  if (!ask && !(named.length === 0 && policy.promptIfNone)) return named;
  return [...named, { label: undefined, source: "prompt", bare: true }];
}

function parseVaultId(text: string): Source {
  if (text.includes(";")) {
    throw new HintedError("USAGE", `Not a vault id: ${text}`, {
      hint: "Leave out the `;`, it separates fields of the header",
    });
  }
  const at = text.indexOf("@");
  return at < 0 ? { label: undefined, source: text } : { label: text.slice(0, at), source: text.slice(at + 1) };
}

function isPrompt({ source }: Source): boolean {
  return source === "prompt" || source === "prompt_ask_vault_pass";
}

async function readSource(
  source: Source,
  { context, earlier, policy }: { context: PasswordContext; earlier: VaultSecrets; policy: PasswordPolicy },
): Promise<VaultPassword> {
  if (isPrompt(source)) return askPassword(source, context.ask, policy.isNew ?? false);
  return new VaultPassword(
    readPasswordFile({ path: expandPath(source.source, context), label: source.label }, earlier),
  );
}

/** The questions are Ansible's own, because automation (`expect`, AWX) waits for them. */
async function askPassword({ label, bare }: Source, question: AskSecret, isNew: boolean): Promise<VaultPassword> {
  const ask = (text: string): Promise<string> =>
    question(text).catch((cause) => noAnswer(label ?? DEFAULT_LABEL, cause));
  const [word, id] = bare ? ["Vault", ""] : ["vault", ` (${label ?? DEFAULT_LABEL})`];
  const password = (await ask(isNew ? `New ${word} password${id}: ` : `Vault password${id}: `)).trim();
  if (password === "") {
    throw new HintedError("VAULT_NO_PASSWORD", "The vault password is empty", { hint: "Type at least one character" });
  }
  if (!isNew) return new VaultPassword(password);
  const confirm = bare ? "Confirm New Vault password: " : `Confirm new vault password${id}: `;
  if ((await ask(confirm)).trim() === password) return new VaultPassword(password);
  throw new HintedError("VAULT_NO_PASSWORD", "The two passwords differ", { hint: "Type the same password twice" });
}

function noAnswer(label: string, cause: unknown): never {
  if (!(cause instanceof HintedError)) throw cause;
  throw new HintedError("VAULT_NO_PASSWORD", `No vault password for the id ${label}: ${cause.message}`, {
    hint: "Give one with --vault-password-file, --vault-id or ANSIBLE_VAULT_PASSWORD_FILE",
    cause,
  });
}
