import { existsSync, readFileSync } from "node:fs";
import { writeAtomically } from "../core/atomic-write.ts";
import { HintedError } from "../core/errors.ts";
import { whileLocked } from "../core/file-lock.ts";
import { isEncrypted } from "./envelope.ts";
import { encryptWith, type Opened, type VaultSecret, type VaultSecrets } from "./secrets.ts";

/** By whom and how new vault text is written. */
export interface Encryption {
  readonly secret: VaultSecret;
  /** The vault id in the header; the secret's own when left out. */
  readonly label?: string;
  /** Fixed salt of `vault_encrypt_salt`; random when left out. */
  readonly salt?: Buffer;
}

/** Reads a file. @throws HintedError FILE_NOT_FOUND, FILE_UNREADABLE */
export function readVaultFile(path: string): Buffer {
  if (!existsSync(path)) {
    throw new HintedError("FILE_NOT_FOUND", `There is no file ${path}`, { hint: "Check the path and its spelling" });
  }
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new HintedError("FILE_UNREADABLE", `Can not read ${path}`, {
      hint: "Check that it is a file you may read",
      cause,
    });
  }
}

/** Vault text of data that is none yet. @throws HintedError VAULT_FORMAT when it is encrypted already */
export function encryptData(data: Uint8Array, { secret, label, salt }: Encryption, name = "The input"): string {
  if (isEncrypted(data)) {
    throw new HintedError("VAULT_FORMAT", `${name} is already encrypted`, { hint: "Use rekey to change its password" });
  }
  return encryptWith(secret, data, { ...(label === undefined ? {} : { label }), ...(salt ? { salt } : {}) });
}

/** Opens vault text; errors say whose it is. @throws HintedError as VaultSecrets.open */
export function openNamed(data: Buffer, secrets: VaultSecrets, name: string): Opened {
  try {
    return secrets.open(data);
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    throw new HintedError(error.code, `${name}: ${error.message}`, { hint: error.hint, cause: error });
  }
}

/**
 * Replaces a file, in one step, by what is made of its bytes; of several processes that do so at once each finds what the others
 * wrote. @throws as readVaultFile, whileLocked and writeAtomically, and what `change` throws
 */
export async function rewriteFile(path: string, change: (data: Buffer) => string | Uint8Array): Promise<void> {
  readVaultFile(path);
  await whileLocked(path, () => writeAtomically(path, change(readVaultFile(path))));
}

/**
 * Re-encrypts files under a new password, each in one step and as it is by then. All are opened before the first is written, so a
 * wrong password changes none; an interruption leaves each file readable with the old password or the new one.
 * @throws HintedError as openNamed, rewriteFile and readVaultFile
 */
export async function rekeyFiles(paths: readonly string[], old: VaultSecrets, encryption: Encryption): Promise<void> {
  const texts = paths.map((path) => readVaultFile(path));
  await old.prefetch(texts.map((text) => text.toString("latin1")));
  for (const [index, text] of texts.entries()) openNamed(text, old, paths[index] ?? "");
  for (const path of paths)
    await rewriteFile(path, (data) => encryptData(openNamed(data, old, path).plain, encryption, path));
}
