import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ErrorCode } from "../../core/errors.ts";
import { VaultPassword } from "../../vault/key.ts";
import { readPasswordFile } from "../../vault/password-file.ts";
import { VaultSecrets } from "../../vault/secrets.ts";

const folder = join(import.meta.dirname, "../fixtures/vault-golden");

interface GoldenCase {
  readonly file: string;
  readonly case?: string;
  readonly ok?: boolean;
  readonly note?: string;
  readonly password_file: string;
  readonly plaintext_sha256?: string;
  readonly stdout?: string;
}

const manifest: { cases: GoldenCase[] } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
const golden = manifest.cases.filter((entry) => entry.password_file !== undefined);

function secretsFor(passwordFile: string, label = "default"): VaultSecrets {
  const path = join(folder, passwordFile);
  return new VaultSecrets([
    { label, password: new VaultPassword(readPasswordFile({ path, label }, new VaultSecrets())) },
  ]);
}

function read(file: string): Buffer {
  return readFileSync(join(folder, file));
}

describe("VaultSecrets.decrypt() on files written by ansible-vault", () => {
  const good = golden.filter((entry) => entry.ok ?? true);
  test.each(good.map((entry) => [`${entry.file} ${entry.note ?? ""}`, entry] as const))("opens %s", (_name, entry) => {
    const plain = secretsFor(entry.password_file).decrypt(read(entry.file));
    if (entry.plaintext_sha256) {
      expect(createHash("sha256").update(plain).digest("hex")).toBe(entry.plaintext_sha256);
    } else {
      expect(plain.toString()).toBe(entry.stdout);
    }
  });

  const bad: Record<string, ErrorCode> = {
    "09-bad-hmac.yml": "VAULT_WRONG_PASSWORD",
    "10-bad-ct.yml": "VAULT_WRONG_PASSWORD",
    "11-truncated.yml": "VAULT_FORMAT",
    "12-truncated-odd.yml": "VAULT_FORMAT",
    "14-wrong-cipher.yml": "VAULT_FORMAT",
    "15-not-vault.yml": "VAULT_FORMAT",
    "16-bad-hex.yml": "VAULT_FORMAT",
    "17-v1.0.yml": "VAULT_FORMAT",
    "20-header-only.yml": "VAULT_FORMAT",
    "23-indented.yml": "VAULT_FORMAT",
  };

  test("knows a code for every file the original refuses", () => {
    const refused = golden.filter((entry) => entry.ok === false).map((entry) => entry.file);
    expect(Object.keys(bad).sort()).toEqual(refused.sort());
  });

  test.each(Object.entries(bad))("refuses %s with %s", (file, code) => {
    expect(() => secretsFor("pw/pw_a.txt").decrypt(read(file))).toThrow(expect.objectContaining({ code }));
  });
});

describe("VaultSecrets.open() with several passwords", () => {
  const passwords = { default: "correct horse", dev: "dev-pass", prod: "prod-pass" };

  test.each(["06-label-dev.yml", "07-label-prod.yml"])("takes the one of the header's label for %s", (file) => {
    const opened = VaultSecrets.of(passwords).open(read(file));
    expect(opened.secret.label).toBe(opened.label);
  });

  test("falls back to a password under another label", () => {
    expect(VaultSecrets.of({ other: "dev-pass" }).open(read("06-label-dev.yml")).secret.label).toBe("other");
  });

  test("tries no other label when the label must match", () => {
    const secrets = new VaultSecrets([{ label: "other", password: new VaultPassword("dev-pass") }], {
      labelMustMatch: true,
    });
    expect(() => secrets.open(read("06-label-dev.yml"))).toThrow(
      expect.objectContaining({ code: "VAULT_WRONG_PASSWORD" }),
    );
  });

  test("says that there is no password when there is none", () => {
    expect(() => new VaultSecrets().open(read("01-small.yml"))).toThrow(
      expect.objectContaining({ code: "VAULT_NO_PASSWORD" }),
    );
  });

  test("gives a wrong password the advice to check it, without showing it", () => {
    try {
      VaultSecrets.of({ dev: "nope-nope" }).open(read("06-label-dev.yml"));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ message: "Decryption failed (vault id dev): none of 1 vault password opens it" });
      expect(JSON.stringify(error)).not.toContain("nope-nope");
    }
  });
});
