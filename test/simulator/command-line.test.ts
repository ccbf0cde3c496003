import { spawnSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { dataOf, pveRequest } from "../helpers/pve-request.ts";
import { startSimulator } from "../helpers/simulator.ts";

const program = fileURLToPath(new URL("../../dist/pve-simulator.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pve-simulator-test-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("pve-simulator", () => {
  test("announces itself with its certificate, which holds for the loopback's names", async () => {
    const simulator = await startSimulator({ fixture: "recorded" });
    const ca = readFileSync(simulator.ca, "utf8");
    const certificate = new X509Certificate(ca);
    expect(simulator.fingerprint).toBe(certificate.fingerprint256);
    expect(createHash("sha256").update(certificate.raw).digest("hex").toUpperCase()).toBe(
      simulator.fingerprint.replaceAll(":", ""),
    );
    for (const name of ["127.0.0.1", "localhost"]) {
      const url = simulator.url.replace("127.0.0.1", name);
      expect(dataOf(await pveRequest(url, { path: "/version", ca }))).toMatchObject({ release: "9.2" });
    }
    await simulator.stop();
    expect(() => statSync(simulator.ca)).toThrow("ENOENT");
  });

  test("keeps its state in a file, readable by its owner only", async () => {
    const state = join(folder, "state.json");
    const start = () => startSimulator({ fixture: "demo", args: ["--state", state] });
    const first = await start();
    await pveRequest(first.url, { method: "PUT", path: "/nodes/pve1/qemu/101/config", form: { name: "kept" } });
    await first.stop();
    expect(statSync(state).mode & 0o777).toBe(0o600);
    const second = await start();
    expect(dataOf(await pveRequest(second.url, { path: "/nodes/pve1/qemu/101/config" }))).toMatchObject({
      name: "kept",
    });
    await second.stop();
  });

  test("records what it answers, and checks itself against a record", async () => {
    const record = join(folder, "record.jsonl");
    const simulator = await startSimulator({ fixture: "recorded", args: ["--record", record] });
    const form = { vmid: 100, name: "one", net0: "virtio,bridge=vmbr0", scsi0: "local:1" };
    await pveRequest(simulator.url, { method: "POST", path: "/nodes/pve/qemu", form });
    await pveRequest(simulator.url, { path: "/nodes/pve/qemu/100/config" });
    await pveRequest(simulator.url, { path: "/nodes/pve/qemu/101/config" });
    await simulator.stop();
    const again = spawnSync(process.execPath, [program, "--fixture", "recorded", "--speed", "0", "--replay", record], {
      encoding: "utf8",
    });
    expect(again.stdout).toBe("3 exchanges: status and reason equal in 100.0 %, body in 100.0 %\n");
    expect(again.status).toBe(0);
    const other = spawnSync(process.execPath, [program, "--fixture", "demo", "--speed", "0", "--replay", record], {
      encoding: "utf8",
    });
    expect(other.stdout).toContain("#1 POST /nodes/pve/qemu: status differs");
    expect(other.status).toBe(1);
  });

  test("tells two runs of one seed apart by nothing but time", async () => {
    const configs: unknown[] = [];
    for (let run = 0; run < 2; run += 1) {
      const simulator = await startSimulator({ fixture: "demo", seed: 7 });
      await pveRequest(simulator.url, { method: "POST", path: "/nodes/pve1/qemu/9000/clone", form: { newid: 120 } });
      configs.push(dataOf(await pveRequest(simulator.url, { path: "/nodes/pve1/qemu/120/config" })));
      await simulator.stop();
    }
    expect(configs[0]).toEqual(configs[1]);
  });

  test.each([
    [["--pve", "7.4"], "--pve must be 9.2 or 8.4, not 7.4"],
    [["--speed", "fast"], "--speed must be a number, not 'fast'"],
    [["--fixture", "/nope.json"], "ENOENT"],
    [["--frobnicate"], "frobnicate"],
  ])("refuses %j", (args, message) => {
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
