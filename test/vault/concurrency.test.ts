import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { setKey } from "../../vault/keys.ts";
import { VaultSecrets } from "../../vault/secrets.ts";
import { bundle } from "../helpers/bundle.ts";

const PROCESSES = 4;
const KEYS = 10;
const secrets = VaultSecrets.of({ default: "pw" });

function vaultFile(): string {
  const file = join(mkdtempSync(join(tmpdir(), "pveplay-writers-")), "secrets.yml");
  writeFileSync(file, secrets.encrypt("first: 1\n"));
  return file;
}

describe("setKey()", () => {
  const program = bundle(join(import.meta.dirname, "drivers/set-keys.ts"));

  test("loses nothing of what several processes set at once", async () => {
    const file = vaultFile();
    const ends = Array.from({ length: PROCESSES }, (_, at) =>
      once(spawn(process.execPath, [program, file, `p${at}`, String(KEYS)], { stdio: "inherit" }), "exit"),
    );
    expect(await Promise.all(ends)).toEqual(Array.from({ length: PROCESSES }, () => [0, null]));
    const lines = secrets.decrypt(readFileSync(file)).toString("utf8").trimEnd().split("\n");
    const wanted = Array.from(
      { length: PROCESSES * KEYS },
      (_, n) => `p${n % PROCESSES}_${Math.floor(n / PROCESSES)}: v`,
    );
    expect(lines.toSorted()).toEqual(["first: 1", ...wanted].toSorted());
    expect(readdirSync(join(file, ".."))).toEqual(["secrets.yml"]);
  });

  test("takes over a lock that a killed process left", async () => {
    const file = vaultFile();
    const lock = join(file, "../.secrets.yml.lock");
    writeFileSync(lock, "");
    utimesSync(lock, 0, 0);
    await setKey({ file, key: "a" }, "x", { secrets, inline: () => ({ secret: secrets.forEncrypting() }) });
    expect(secrets.decrypt(readFileSync(file)).toString("utf8")).toBe("first: 1\na: x\n");
    expect(existsSync(lock)).toBe(false);
  });
});
