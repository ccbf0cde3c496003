import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { VaultPassword } from "../../vault/key.ts";
import { encryptWith, VaultSecrets } from "../../vault/secrets.ts";
import { bundle } from "../helpers/bundle.ts";

const FILES = 200;

function folderOfVaults(): string {
  const folder = mkdtempSync(join(tmpdir(), "rekey-"));
  const secret = { label: "default", password: new VaultPassword("old") };
  const salt = Buffer.alloc(32, 1);
  for (let index = 0; index < FILES; index++) {
    writeFileSync(join(folder, `${index}.yml`), encryptWith(secret, `n: ${index}\n`, { salt }));
  }
  return folder;
}

describe("rekeyFiles()", () => {
  const program = bundle(join(import.meta.dirname, "drivers/rekey.ts"));
  // The new one first: files that still have the old one share a salt, so that few keys are derived.
  const secrets = VaultSecrets.of({ new: "new", old: "old" });

  test.each([0, 1, 60, 150])(
    "killed when %i files are done leaves each readable with the old or the new password",
    async (done) => {
      const folder = folderOfVaults();
      const before = readFileSync(join(folder, "0.yml"), "utf8").slice(0, 100);
      const child = spawn(process.execPath, [program, folder], { stdio: "inherit" });
      const end = once(child, "exit");
      const names = readdirSync(folder);
      // All files were made with one salt, so that those not done yet start alike.
      const isDone = (name: string): boolean => !readFileSync(join(folder, name), "utf8").startsWith(before);
      while (names.filter(isDone).length < done && child.exitCode === null) await delay(2);
      child.kill("SIGKILL");
      await end;
      const labels = names.map((name) => {
        const { plain, secret } = secrets.open(readFileSync(join(folder, name)));
        expect(plain.toString()).toBe(`n: ${name.slice(0, -4)}\n`);
        return secret.label;
      });
      expect(labels.filter((label) => label === "new").length).toBeGreaterThanOrEqual(done);
      expect(readdirSync(folder).filter((name) => name.endsWith(".yml"))).toHaveLength(FILES);
    },
  );
});

describe("editText()", () => {
  const program = bundle(join(import.meta.dirname, "drivers/edit.ts"));

  function editorScript(body: string): { script: string; memory: string } {
    const memory = mkdtempSync(join(tmpdir(), "memory-"));
    const script = join(memory, "editor.sh");
    writeFileSync(script, `#!/bin/sh\n${body}\n`);
    chmodSync(script, 0o755);
    return { script, memory };
  }

  async function edit(
    body: string,
    signal?: NodeJS.Signals,
  ): Promise<{ code: unknown; output: string; left: string[] }> {
    const { script, memory } = editorScript(body);
    const env = { ...process.env, XDG_RUNTIME_DIR: memory };
    const child = spawn(process.execPath, [program, script], { env, stdio: ["ignore", "pipe", "ignore"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    const end = once(child, "close");
    if (signal) {
      while (!readdirSync(memory).includes("ready")) await delay(20);
      child.kill(signal);
    }
    const [code, killedBy] = await end;
    return { code: code ?? killedBy, output, left: readdirSync(memory).filter((name) => name.startsWith("pveplay-")) };
  }

  test("returns what the editor saved", async () => {
    expect(await edit('sed -i s/hunter2/changed/ "$1"')).toEqual({ code: 0, output: "secret: changed\n", left: [] });
  });

  test("gives the editor a private file", async () => {
    const { output } = await edit('stat -c "%a %n" "$1" "$(dirname "$1")" > "$1.out"; mv -f "$1.out" "$1"');
    expect(output).toMatch(/^600 .*\/vault\.yml\n700 /);
  });

  test("saves nothing and wipes when the editor crashes", async () => {
    expect(await edit("kill -SEGV $$")).toEqual({ code: 1, output: "", left: [] });
  });

  test("wipes what the editor leaves beside the file", async () => {
    expect((await edit('cp "$1" "$1.swp"')).left).toEqual([]);
  });

  test.each(["SIGTERM", "SIGHUP"] as const)("wipes on %s", async (signal) => {
    const result = await edit('touch "$XDG_RUNTIME_DIR/ready"; exec sleep 20', signal);
    expect(result).toEqual({ code: 1, output: "", left: [] });
  });

  test("waits for the editor on SIGINT, which is the editor's to handle", async () => {
    const result = await edit('touch "$XDG_RUNTIME_DIR/ready"; sleep 1', "SIGINT");
    expect(result).toEqual({ code: 0, output: "secret: hunter2\n", left: [] });
  });
});
