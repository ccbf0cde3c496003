import { describe, expect, test } from "vitest";
import { HintedError } from "../../core/errors.ts";
import { formatEnvelope, parseEnvelope } from "../../vault/envelope.ts";
import { VaultPassword } from "../../vault/key.ts";
import { formatPayload, parsePayload } from "../../vault/payload.ts";
import { encryptWith, VaultSecrets } from "../../vault/secrets.ts";

const SAMPLES = 10_000;

/** A small seeded generator (mulberry32), so that a failing sample can be had again. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const secret = { label: "default", password: new VaultPassword("zażółć 🔑") };
const secrets = new VaultSecrets([secret]);
const salt = Buffer.alloc(32, 7);

describe("encryptWith() and VaultSecrets.decrypt()", () => {
  test(`give ${SAMPLES} random texts back unchanged`, () => {
    const random = generator(1);
    for (let sample = 0; sample < SAMPLES; sample++) {
      const plain = Buffer.from(Array.from({ length: random(70) }, () => random(256)));
      const label = ["default", "dev", "prod eu"][random(3)] ?? "default";
      const text = encryptWith(secret, plain, { label, salt });
      expect(secrets.decrypt(text).equals(plain)).toBe(true);
    }
  });

  test(`detect ${SAMPLES} random single-bit flips of salt, HMAC or ciphertext`, () => {
    const random = generator(2);
    const whole = parsePayload(parseEnvelope(encryptWith(secret, "a: 1\nb: secret\n", { salt })).body);
    const parts = ["hmac", "ciphertext"] as const;
    for (let sample = 0; sample < SAMPLES; sample++) {
      // A flipped salt costs one key derivation each, so fewer of those are enough.
      const part = sample % 100 === 0 ? "salt" : (parts[random(2)] ?? "hmac");
      const bytes = Buffer.from(whole[part]);
      const at = random(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      const text = formatEnvelope(formatPayload({ ...whole, [part]: bytes }));
      expect(() => secrets.decrypt(text)).toThrow(HintedError);
    }
  });

  test("never return other bytes for a flipped bit anywhere in the text itself", () => {
    const random = generator(3);
    const text = Buffer.from(encryptWith(secret, "hunter2", { salt }), "latin1");
    for (let sample = 0; sample < 2000; sample++) {
      const flipped = Buffer.from(text);
      const at = random(text.length);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random(8));
      expect(["hunter2", "refused"]).toContain(decryptOrRefuse(flipped));
    }
  });
});

function decryptOrRefuse(text: Buffer): string {
  try {
    return secrets.decrypt(text).toString();
  } catch (error) {
    if (error instanceof HintedError) return "refused";
    throw error;
  }
}

describe("VaultSecrets.prefetch()", () => {
  test("derives in parallel what decrypting then finds ready", async () => {
    const fresh = VaultSecrets.of({ other: "x", default: "pw" });
    const texts = Array.from({ length: 40 }, (_unused, index) => fresh.encrypt(`secret ${index}`, "default"));
    const cold = VaultSecrets.of({ other: "x", default: "pw" });
    await cold.prefetch(texts);
    expect(texts.map((text) => cold.decryptText(text))).toEqual(texts.map((_text, index) => `secret ${index}`));
  });

  test("leaves texts nobody opens to decrypt()", async () => {
    const wrong = VaultSecrets.of({ default: "wrong" });
    await wrong.prefetch([secrets.encrypt("x"), "$ANSIBLE_VAULT;1.1;AES256\nzz"]);
    expect(() => wrong.decrypt(secrets.encrypt("x"))).toThrow(
      expect.objectContaining({ code: "VAULT_WRONG_PASSWORD" }),
    );
  });
});
