import { randomBytes } from "node:crypto";
import { accessSync, constants, existsSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { loadAnsibleConfig } from "../../core/ansible-config.ts";
import { writeAtomically } from "../../core/atomic-write.ts";
import { HintedError } from "../../core/errors.ts";
import { whileLocked } from "../../core/file-lock.ts";
import { expandPath } from "../../core/paths.ts";
import { VaultText } from "../../core/values.ts";
import type { Environment } from "../../core/spec/parse-args.ts";
import { readVaultFile } from "../../vault/files.ts";
import { getKey, type KeySetting, withKeys } from "../../vault/keys.ts";
import { loadVaultSecrets } from "../../vault/load-secrets.ts";
import { inlineVault } from "../../vault/encrypt-string.ts";
import type { VaultSecrets } from "../../vault/secrets.ts";
import type { TokenArgs } from "./options.ts";

/** Which keys of which file a secret goes to. */
interface Target {
  readonly file: string;
  readonly key: string;
  readonly tokenidKey: string | undefined;
}

/** What a secret and a token's full name look like, to prove that the file can take them. */
const SPECIMEN = { secret: "00000000-0000-0000-0000-000000000000", fullTokenid: "user@realm!tokenid" };

/** A secret with the name of its token. */
export interface NamedSecret {
  readonly secret: string;
  /** `user@realm!tokenid`. */
  readonly fullTokenid: string;
}

/** A place in a vault file that is known to take a secret. */
export class VaultPlace {
  readonly file: string;
  readonly hasTokenidKey: boolean;
  readonly #target: Target;
  readonly #setting: KeySetting;

  /**
   * Finds the password, opens the file and tries in memory what will be written; nothing is changed.
   * @throws HintedError VAULT_*, YAML_SYNTAX, FILE_UNREADABLE, FILE_NOT_FOUND
   */
  static async open(args: TokenArgs, env: Environment): Promise<VaultPlace | undefined> {
    const { vault_file: file, vault_key: key } = args;
    if (file === undefined || key === undefined) return undefined;
    const secrets = await vaultSecrets(args, env);
    const path = expandPath(file, { cwd: process.cwd(), env });
    const place = new VaultPlace(
      { file: path, key, tokenidKey: args.vault_tokenid_key },
      settingOf(secrets, args.vault_id),
    );
    place.#checkFolder();
    place.#text(SPECIMEN);
    return place;
  }

  private constructor(target: Target, setting: KeySetting) {
    this.file = target.file;
    this.hasTokenidKey = target.tokenidKey !== undefined;
    this.#target = target;
    this.#setting = setting;
  }

  /** Whether the file has the key for the secret. */
  get isSet(): boolean {
    return this.#read(this.#target.key) !== undefined;
  }

  /** The full name of the token whose secret the file holds, where that is stored too. */
  get fullTokenid(): string | undefined {
    return this.#target.tokenidKey === undefined ? undefined : this.#read(this.#target.tokenidKey);
  }

  /** Writes as many bytes as will be written, beside the file, and removes them. @throws HintedError FILE_UNREADABLE */
  prove(): void {
    const target = existsSync(this.file) ? realpathSync(this.file) : this.file;
    const probe = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
    try {
      writeFileSync(probe, this.#text(SPECIMEN), { mode: 0o600, flag: "wx", flush: true });
    } catch (cause) {
      throw unwritable(this.file, cause);
    } finally {
      rmSync(probe, { force: true });
    }
  }

  /** Writes the secret in one step, beside what other processes write, and reads it back. @throws HintedError FILE_UNREADABLE, VAULT_* */
  async store(named: NamedSecret): Promise<void> {
    const target = existsSync(this.file) ? realpathSync(this.file) : this.file;
    await whileLocked(target, () => writeAtomically(this.file, this.#text(named)));
    if (this.#read(this.#target.key) === named.secret) return;
    throw new HintedError(
      "VAULT_FORMAT",
      `${this.file} does not give back what was written under ${this.#target.key}`,
      {
        hint: "Look whether another program changes the file",
      },
    );
  }

  /** The secret as an inline vault value, to be shown where it could not be written. */
  encrypted(secret: string): string {
    const { secret: password, label } = this.#setting.inline();
    return inlineVault(this.#setting.secrets.encrypt(secret, label ?? password.label));
  }

  #read(key: string): string | undefined {
    if (!existsSync(this.file)) return undefined;
    try {
      const value = getKey({ file: this.file, key }, this.#setting.secrets);
      const text = value instanceof VaultText ? value.reveal() : value;
      return typeof text === "string" ? text : undefined;
    } catch (error) {
      if (error instanceof HintedError && error.code === "USAGE") return undefined;
      throw error;
    }
  }

  #text({ secret, fullTokenid }: NamedSecret): string {
    const { file, key, tokenidKey } = this.#target;
    const values = new Map([[key, secret], ...(tokenidKey === undefined ? [] : [[tokenidKey, fullTokenid] as const])]);
    const data = existsSync(file) ? readVaultFile(file) : undefined;
    return withKeys({ file, data }, values, this.#setting);
  }

  #checkFolder(): void {
    const folder = dirname(existsSync(this.file) ? realpathSync(this.file) : this.file);
    try {
      if (!statSync(folder).isDirectory()) throw new Error(`${folder} is no folder`);
      accessSync(folder, constants.W_OK);
    } catch (cause) {
      throw unwritable(this.file, cause);
    }
  }
}

/** The passwords the task names, else those Ansible itself would find; nobody is asked. */
async function vaultSecrets(args: TokenArgs, env: Environment): Promise<VaultSecrets> {
  const context = { cwd: process.cwd(), env };
  const warn = (): void => undefined;
  const isNamed = args.vault_id !== undefined || args.vault_password_file !== undefined;
  const named = {
    vaultIds: args.vault_id === undefined ? [] : [args.vault_id],
    passwordFiles: args.vault_password_file === undefined ? [] : [args.vault_password_file],
    askPassword: false,
  };
  const ask = (): Promise<string> => Promise.reject(noPassword("A module can not ask for it"));
  const config = loadAnsibleConfig(context, warn);
  const secrets = await loadVaultSecrets(named, { ...context, config, warn, ask }, { identities: !isNamed });
  if (secrets.entries.length === 0) throw noPassword("No vault password is named");
  return secrets;
}

function settingOf(secrets: VaultSecrets, vaultId: string | undefined): KeySetting {
  const label = vaultId?.includes("@") ? vaultId.slice(0, vaultId.indexOf("@")) : undefined;
  return { secrets, inline: () => ({ secret: secrets.forEncrypting(label) }) };
}

function noPassword(message: string): HintedError {
  return new HintedError("VAULT_NO_PASSWORD", message, {
    hint: "Set 'vault_password_file' or 'vault_id', or ANSIBLE_VAULT_PASSWORD_FILE in the environment",
  });
}

function unwritable(file: string, cause: unknown): HintedError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new HintedError("FILE_UNREADABLE", `A secret could not be written into ${file}: ${reason}`, {
    hint: "Make its folder, and see that you may write there and that there is space: no token was made or changed",
    cause,
  });
}
