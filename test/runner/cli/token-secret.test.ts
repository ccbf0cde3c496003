import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tellSecret, type Undo } from "../../../runner/cli/token/secret-place.ts";
import { TokenVault } from "../../../runner/cli/token/token-vault.ts";
import { memoryContext } from "./memory-context.ts";

const SECRET = "12345678-1234-1234-1234-123456789abc";
const result = { changed: true, full_tokenid: "a@pve!b", token_secret: SECRET };

/** Tells a secret whose place is gone since it was proved. */
async function tellLost(undo: Undo | undefined) {
  const cwd = mkdtempSync(join(tmpdir(), "pveplay-secret-"));
  writeFileSync(join(cwd, "pw"), "pw\n");
  mkdirSync(join(cwd, "vault"));
  const { context, recorded } = memoryContext({ cwd });
  const keys = { file: "vault/s.yml", key: "s", idKey: undefined };
  const vault = await TokenVault.open(keys, { vaultPasswordFile: ["pw"] }, context);
  rmSync(join(cwd, "vault"), { recursive: true });
  const told = tellSecret({ result, words: "is made", vault, ...(undo ? { undo } : {}) }, context);
  await expect(told).rejects.toMatchObject({ code: "SECRET_NOT_STORED" });
  expect(recorded.output.toString() + recorded.said.join("")).not.toContain(SECRET);
  return recorded.said.join("\n");
}

describe("tellSecret()", () => {
  test("shows a secret encrypted that its place takes no more", async () => {
    expect(await tellLost(undefined)).toMatch(/^!vault \|\n +\$ANSIBLE_VAULT;1\.1;AES256\n/);
  });

  test("shows nothing when the token could be removed again", async () => {
    expect(await tellLost(() => Promise.resolve(true))).toBe("");
  });
});
