import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { pveplayBundle } from "../../helpers/pveplay-bundle.ts";
import { startSimulator } from "../../helpers/simulator.ts";
import { pveplay, rootOf } from "./everyday.ts";

const PLAYBOOK = `
- hosts: localhost
  gather_facts: false
  tasks:
    - proxmox_vm: {clone: debian-13-cloud, name: slow1}
      no_log: true
    - debug: {msg: never}
`;

const UPID = /UPID:\S+:qmclone:9000:\S+/;

describe("pveplay run", () => {
  test("says what still runs on the server when it is interrupted, though the task itself is hidden", async () => {
    const simulator = await startSimulator({ fixture: "demo", speed: 5 });
    try {
      const env = rootOf(simulator);
      const folder = mkdtempSync(join(tmpdir(), "pveplay-interrupt-"));
      writeFileSync(join(folder, "p.yml"), PLAYBOOK);
      const child = spawn(process.execPath, [await pveplayBundle(), "run", "p.yml"], {
        cwd: folder,
        env: { PATH: process.env["PATH"], ...env },
      });
      let said = "";
      child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
      child.stdout.on("data", () => undefined);
      await cloning(env);
      child.kill("SIGINT");
      const [code] = await once(child, "exit");
      expect(code).toBe(99);
      expect(said).toMatch(/still runs on the server:\n {2}localhost: UPID:\S+:qmclone:9000:/);
      const upid = UPID.exec(said)?.[0] ?? "";
      expect(await pveplay(["task", "wait", upid], env)).toMatchObject({ code: 0 });
    } finally {
      await simulator.stop();
    }
  }, 60_000);
});

/** Waits until the clone has begun. */
async function cloning(env: Readonly<Record<string, string>>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { stdout } = await pveplay(["task", "list", "--json"], env);
    if (UPID.test(stdout)) return;
    await sleep(100);
  }
  throw new Error("The clone does not begin");
}
