import { randomBytes } from "node:crypto";
import { HintedError } from "../core/errors.ts";
import { open, seal } from "./cipher.ts";
import { DEFAULT_LABEL, formatEnvelope, isEncrypted, parseEnvelope } from "./envelope.ts";
import { VaultPassword } from "./key.ts";
import { formatPayload, parsePayload } from "./payload.ts";

const SALT_LENGTH = 32;

/** A password under its vault id. */
export interface VaultSecret {
  readonly label: string;
  readonly password: VaultPassword;
}

/** Decrypted bytes with the header's label (undefined when it names none) and the secret that opened them. */
export interface Opened {
  readonly plain: Buffer;
  readonly label: string | undefined;
  readonly secret: VaultSecret;
}

/** How secrets are chosen. */
export interface SecretsSettings {
  /** `vault_id_match`: only secrets of the header's own label are tried. */
  readonly labelMustMatch?: boolean;
  /** `vault_identity`: the label of a text whose header names none. */
  readonly defaultLabel?: string;
}

/** The vault passwords of a run, in the order given; opens vault texts with them, the one of the same label first. */
export class VaultSecrets {
  readonly entries: readonly VaultSecret[];
  readonly #settings: SecretsSettings;

  constructor(entries: readonly VaultSecret[] = [], settings: SecretsSettings = {}) {
    this.entries = entries;
    this.#settings = settings;
  }

  /** Secrets of label and password pairs. */
  static of(passwords: Readonly<Record<string, string>>): VaultSecrets {
    return new VaultSecrets(
      Object.entries(passwords).map(([label, password]) => ({ label, password: new VaultPassword(password) })),
    );
  }

  /** The plain bytes. @throws HintedError VAULT_FORMAT, VAULT_NO_PASSWORD, VAULT_WRONG_PASSWORD, VAULT_TAMPERED */
  decrypt(text: string | Uint8Array): Buffer {
    return this.open(text).plain;
  }

  /** The plain text (UTF-8), fit for inline `!vault` values. @throws as decrypt */
  readonly decryptText = (text: string): string => this.decrypt(text).toString("utf8");

  /** The bytes as they are, or decrypted when they are a vault text. @throws as decrypt */
  decryptIfNeeded(data: Buffer): Buffer {
    return isEncrypted(data) ? this.decrypt(data) : data;
  }

  /** Decrypts and tells which secret did it. @throws as decrypt */
  open(text: string | Uint8Array): Opened {
    const { label, body } = parseEnvelope(asText(text));
    const candidates = this.#candidates(label);
    const payload = parsePayload(body);
    for (const secret of candidates) {
      const plain = open(payload, secret.password.key(payload.salt));
      if (plain) return { plain, label, secret };
    }
    throw this.#noneOpens(label, candidates);
  }

  /**
   * Derives the keys of many vault texts in parallel, so that decrypting them later costs next to nothing.
   * Texts that no secret opens are left for `decrypt` to complain about.
   */
  async prefetch(texts: Iterable<string>): Promise<void> {
    await Promise.all([...new Set(texts)].map((text) => this.#prefetchOne(text)));
  }

  /** Vault text of the plain data, by the first secret of the label (or the first of all). @throws HintedError VAULT_NO_PASSWORD */
  encrypt(plain: string | Uint8Array, label?: string): string {
    return encryptWith(this.forEncrypting(label), plain);
  }

  /** The secret that encrypts under a label, the first one when no label is asked for. @throws HintedError VAULT_NO_PASSWORD */
  forEncrypting(label?: string): VaultSecret {
    const secret = label === undefined ? this.entries[0] : this.entries.find((entry) => entry.label === label);
    if (secret) return secret;
    if (label === undefined) throw noPassword();
    throw new HintedError("VAULT_NO_PASSWORD", `No vault password with the id ${label}; known: ${this.#labels()}`, {
      hint: `Add --vault-id ${label}@FILE or name a known one with --encrypt-vault-id`,
    });
  }

  async #prefetchOne(text: string): Promise<void> {
    try {
      const { label, body } = parseEnvelope(text);
      const payload = parsePayload(body);
      for (const { password } of this.#candidates(label)) {
        if (open(payload, await password.keyAsync(payload.salt))) return;
      }
    } catch (error) {
      if (!(error instanceof HintedError)) throw error;
    }
  }

  #candidates(header: string | undefined): readonly VaultSecret[] {
    if (this.entries.length === 0) throw noPassword();
    const label = header ?? this.#settings.defaultLabel ?? DEFAULT_LABEL;
    const own = this.entries.filter((entry) => entry.label === label);
    return this.#settings.labelMustMatch ? own : [...own, ...this.entries.filter((entry) => entry.label !== label)];
  }

  #noneOpens(label: string | undefined, tried: readonly VaultSecret[]): HintedError {
    const id = label === undefined ? "" : ` (vault id ${label})`;
    if (tried.length === 0) {
      return new HintedError(
        "VAULT_WRONG_PASSWORD",
        `No vault password with the id ${label}; known: ${this.#labels()}`,
        {
          hint: `Add --vault-id ${label}@FILE, or unset ANSIBLE_VAULT_ID_MATCH so that all passwords are tried`,
        },
      );
    }
    const given = `${tried.length} vault password${tried.length === 1 ? "" : "s"}`;
    return new HintedError("VAULT_WRONG_PASSWORD", `Decryption failed${id}: none of ${given} opens it`, {
      hint: `Check the password of ${tried.map((secret) => secret.label).join(", ")}; if it is right, the text was changed after it was encrypted`,
    });
  }

  #labels(): string {
    return this.entries.map((entry) => entry.label).join(", ") || "none";
  }
}

/**
 * Vault text of the plain data by one secret, under the given label (the secret's own when left out).
 * `salt` is 32 random bytes unless given (`vault_encrypt_salt`).
 */
export function encryptWith(
  secret: VaultSecret,
  plain: string | Uint8Array,
  { label = secret.label, salt = randomBytes(SALT_LENGTH) }: { label?: string; salt?: Buffer } = {},
): string {
  const bytes = typeof plain === "string" ? Buffer.from(plain, "utf8") : plain;
  return formatEnvelope(formatPayload(seal(bytes, secret.password.key(salt), salt)), label);
}

function asText(text: string | Uint8Array): string {
  return typeof text === "string" ? text : Buffer.from(text).toString("latin1");
}

function noPassword(): HintedError {
  return new HintedError("VAULT_NO_PASSWORD", "Vault text but no vault password", {
    hint: "Give one with --vault-password-file, --vault-id or ANSIBLE_VAULT_PASSWORD_FILE",
  });
}
