import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from "node:crypto";
import { HintedError } from "../core/errors.ts";
import type { VaultKey } from "./key.ts";
import type { Payload } from "./payload.ts";

const ALGORITHM = "aes-256-ctr";
const BLOCK = 16;

/** Encrypts: PKCS7 padding, AES-256 in counter mode, then HMAC-SHA256 over the ciphertext. */
export function seal(plain: Uint8Array, key: VaultKey, salt: Buffer): Payload {
  const cipher = createCipheriv(ALGORITHM, key.cipher, key.counter);
  const padding = BLOCK - (plain.length % BLOCK);
  const ciphertext = Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.alloc(padding, padding)),
    cipher.final(),
  ]);
  return { salt, hmac: sign(ciphertext, key), ciphertext };
}

/**
 * Decrypts, or returns undefined when the HMAC is not this key's: another password, or a changed text.
 * The HMAC is compared in constant time and before anything is decrypted.
 * @throws HintedError VAULT_TAMPERED when the padding under a valid HMAC is wrong
 */
export function open({ hmac, ciphertext }: Payload, key: VaultKey): Buffer | undefined {
  const expected = sign(ciphertext, key);
  if (hmac.length !== expected.length || !timingSafeEqual(hmac, expected)) return undefined;
  const decipher = createDecipheriv(ALGORITHM, key.cipher, key.counter);
  return unpad(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
}

function sign(ciphertext: Buffer, key: VaultKey): Buffer {
  return createHmac("sha256", key.hmac).update(ciphertext).digest();
}

function unpad(padded: Buffer): Buffer {
  const padding = padded.at(-1) ?? 0;
  const whole = padded.length > 0 && padded.length % BLOCK === 0 && padding >= 1 && padding <= BLOCK;
  if (!whole || padded.subarray(-padding).some((byte) => byte !== padding)) {
    throw new HintedError("VAULT_TAMPERED", "Vault text is signed with this password but its padding is wrong", {
      hint: "Restore it from a backup; it was not written by a vault tool",
    });
  }
  return padded.subarray(0, padded.length - padding);
}
