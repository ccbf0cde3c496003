import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import { writeAtomically } from "../../../core/atomic-write.ts";
import { HintedError } from "../../../core/errors.ts";
import { whileLocked } from "../../../core/file-lock.ts";
import { expandPath } from "../../../core/paths.ts";
import { VaultText } from "../../../core/values.ts";
import { inlineVault } from "../../../vault/encrypt-string.ts";
import { isEncrypted } from "../../../vault/envelope.ts";
import { openNamed, readVaultFile } from "../../../vault/files.ts";
import { getKey, type KeySetting, withKeys } from "../../../vault/keys.ts";
import { encryptWith, type VaultSecret } from "../../../vault/secrets.ts";
import type { CommandContext } from "../command-context.ts";
import { chooseEncryption, configOf, type EncryptOptions, secretsOf } from "../vault/shared.ts";

/** Where in a vault file a token's secret goes, and its full name where that is wanted too. */
interface Keys {
  readonly file: string;
  readonly key: string;
  readonly idKey: string | undefined;
}

/** A secret with the full name of its token, `user@realm!tokenid`. */
export interface NamedSecret {
  readonly secret: string;
  readonly name: string;
}

/** What a secret and a name look like, to prove that the file can take them. */
const SPECIMEN: NamedSecret = { secret: "00000000-0000-0000-0000-000000000000", name: "user@realm!tokenid" };

/** A place in a vault file that is known to take a token's secret. */
export class TokenVault {
  readonly file: string;
  readonly #keys: Keys;
  readonly #setting: KeySetting;

  /**
   * Finds the passwords as the vault commands do, and tries in memory what will be written; nothing is changed.
   * @throws HintedError VAULT_*, YAML_SYNTAX, FILE_UNREADABLE; USAGE when a new text could be encrypted by several passwords
   */
  static async open(wanted: Keys, options: EncryptOptions, context: CommandContext): Promise<TokenVault> {
    const file = expandPath(wanted.file, context);
    const secrets = await secretsOf(options, context, { isNew: !existsSync(file) });
    const inline = () => chooseEncryption(secrets, options.encryptVaultId, configOf(context));
    const place = new TokenVault({ ...wanted, file }, { secrets, inline });
    checkFolder(file);
    place.#text(SPECIMEN);
    return place;
  }

  private constructor(keys: Keys, setting: KeySetting) {
    this.file = keys.file;
    this.#keys = keys;
    this.#setting = setting;
  }

  /** The full name of the token whose secret the file holds, where that is stored too. */
  get heldName(): string | undefined {
    return this.#keys.idKey === undefined ? undefined : this.#read(this.#keys.idKey);
  }

  /** What the file would lose, for a person; undefined when its keys hold nothing, or what belongs to the token itself. */
  lostTo(name: string): string | undefined {
    const held = this.heldName;
    if (held !== undefined) return held === name ? undefined : `the secret of ${held}`;
    return this.#read(this.#keys.key) === undefined ? undefined : `what it holds under ${this.#keys.key}`;
  }

  /** Writes the secret in one step, beside what other processes write, and reads it back. @throws HintedError FILE_UNREADABLE, VAULT_* */
  async store(named: NamedSecret): Promise<void> {
    await whileLocked(this.file, () => writeAtomically(this.file, this.#text(named)));
    if (this.#read(this.#keys.key) === named.secret) return;
    throw new HintedError("VAULT_FORMAT", `${this.file} does not give back what was written under ${this.#keys.key}`, {
      hint: "Look whether another program changes the file",
    });
  }

  /** The secret as an inline vault value, to be shown where it could not be written. */
  encrypted(secret: string): string {
    return inlineVault(encryptWith(this.#password(), secret));
  }

  #password(): VaultSecret {
    const data = this.#data();
    return data && isEncrypted(data)
      ? openNamed(data, this.#setting.secrets, this.file).secret
      : this.#setting.inline().secret;
  }

  #data(): Buffer | undefined {
    return existsSync(this.file) ? readVaultFile(this.file) : undefined;
  }

  #text({ secret, name }: NamedSecret): string {
    const { file, key, idKey } = this.#keys;
    const values = new Map([[key, secret], ...(idKey === undefined ? [] : [[idKey, name] as const])]);
    return withKeys({ file, data: this.#data() }, values, this.#setting);
  }

  #read(key: string): string | undefined {
    if (!existsSync(this.file)) return undefined;
    try {
      const value = getKey({ file: this.file, key }, this.#setting.secrets);
      const text = value instanceof VaultText ? value.reveal() : value;
      if (text === null) return undefined;
      return typeof text === "string" ? text : "something that is no text";
    } catch (error) {
      if (error instanceof HintedError && error.code === "USAGE") return undefined;
      throw error;
    }
  }
}

function checkFolder(file: string): void {
  const folder = dirname(existsSync(file) ? realpathSync(file) : file);
  try {
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new HintedError("FILE_UNREADABLE", `${folder} can not be written into`, {
      hint: "Make it, and see that you may write there: no token was made or changed",
      cause,
    });
  }
}
