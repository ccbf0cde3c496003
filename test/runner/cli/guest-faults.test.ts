import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../../helpers/simulator.ts";
import { type Done, pveplay, rootOf } from "./everyday.ts";

const program = fileURLToPath(new URL("../../../dist/pveplay.js", import.meta.url));

const guest = (vmid: number, status: string, config: Readonly<Record<string, string>>) => ({
  vmid,
  kind: "qemu",
  node: "pve1",
  status,
  config: { name: `g${vmid}`, ...config },
});

/** VMs without operating system; some are locked, one is protected. */
const CLUSTER = {
  nodes: [{ name: "pve1", ip: "192.0.2.11" }],
  users: [
    {
      userid: "root@pam",
      tokens: [{ tokenid: "admin", secret: "11111111-1111-1111-1111-111111111111", privsep: false }],
    },
  ],
  guests: [
    guest(101, "running", {}),
    guest(102, "stopped", {}),
    guest(103, "running", { lock: "backup" }),
    guest(104, "stopped", { lock: "migrate" }),
    guest(105, "stopped", { lock: "suspended" }),
    guest(106, "stopped", { protection: "1" }),
  ],
};

let simulator: Simulator;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  const fixture = join(mkdtempSync(join(tmpdir(), "guests-")), "fixture.json");
  writeFileSync(fixture, JSON.stringify(CLUSTER));
  simulator = await startSimulator({ fixture, statsDelay: 0, control: true });
  env = rootOf(simulator);
});

afterAll(() => simulator.stop());

async function control(method: string, path: string, body?: unknown): Promise<void> {
  const answer = await fetch(`${simulator.control ?? ""}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.ok, await answer.text()).toBe(true);
}

afterEach(() => control("DELETE", "/faults"));

function run(line: string): Promise<Done> {
  return pveplay(line.split(" "), env);
}

const LOCKED = ["vm stop 103 --yes", "vm shutdown 103", "vm destroy 104 --yes", "vm start 104", "vm suspend 103"];

describe("a dry run on a locked guest", () => {
  test.each(LOCKED)("fails as the real run does: %s", async (line) => {
    const dry = await run(`${line} --dry-run`);
    expect(dry).toMatchObject({ code: 1, stdout: expect.stringMatching(/is locked \((backup|migrate)\)/) });
    const real = await run(`${line} --timeout 1`);
    expect(real).toMatchObject({ code: 1, stdout: expect.stringMatching(/is locked \((backup|migrate)\)/) });
  });

  test("wakes one that sleeps on disk", async () => {
    expect((await run("vm start 105 --dry-run")).stdout).toContain("would be started");
  });
});

describe("errors of pveplay vm", () => {
  test.each([
    ["vm shutdown 101 --timeout 1", "--force", /'shutdown_timeout'|'force/],
    ["vm destroy 101 --yes", "--force", /'force|'state/],
    ["vm destroy 106 --yes", "protection", /in a task of its own/],
    ["vm suspend 102", "pveplay vm start", /'state/],
    ["vm rollback 102 -n none --yes", "--name", /'snapname'/],
  ])("name what the command line has: %s", async (line, wanted, unwanted) => {
    const { code, stdout, stderr } = await run(line);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain(wanted);
    expect(stdout + stderr).not.toMatch(unwanted);
  });

  test("offer no flag that the command does not have", async () => {
    await control("POST", "/faults", { kind: "task-fail", task: "qmstop", message: "it does not stop" });
    const { code, stdout } = await run("vm stop 101 --yes");
    expect([code, stdout]).toEqual([1, expect.stringContaining("it does not stop")]);
    expect(stdout).not.toMatch(/--force|'force/);
  });
});

describe("one guest that can not be asked", () => {
  const away = {
    kind: "status",
    status: 595,
    reason: "No route to host",
    path: "^/nodes/pve1/qemu/101/(status|snapshot)",
  };

  test("is unknown to status, and hides no other", async () => {
    await control("POST", "/faults", away);
    const { code, stdout, stderr } = await run("vm status 101 102");
    expect(code).toBe(1);
    expect(stdout).toMatch(/101 +g101 +unknown .*\n.*102 +g102 +stopped /);
    expect(stderr).toMatch(/^101 g101: .*No route to host/);
    const json: readonly { readonly vmid: number; readonly status: string }[] = JSON.parse(
      (await run("vm status 101 102 --json")).stdout,
    );
    expect(json.map(({ status }) => status)).toEqual(["unknown", "stopped"]);
  });

  test("is unknown to snapshot list, and hides no other", async () => {
    await run("vm snapshot 102 -n s1");
    await control("POST", "/faults", away);
    const { code, stdout, stderr } = await run("vm snapshot list 101 102");
    expect(code).toBe(1);
    expect(stdout).toMatch(/101 +g101 +unknown .*\n *102 +g102 +s1 /);
    expect(stderr).toMatch(/^101 g101: .*No route to host/);
    const json: unknown = JSON.parse((await run("vm snapshot list 101 102 --json")).stdout);
    expect(json).toMatchObject([
      { vmid: 101, snapshots: null },
      { vmid: 102, snapshots: [{ name: "s1" }] },
    ]);
  });
});

/** Interrupts a command once a task of a kind runs, which hangs. */
async function interrupted(line: string, task: string): Promise<Done> {
  await control("POST", "/faults", { kind: "task-hang", task, times: 1 });
  const child = spawn(process.execPath, [program, ...line.split(" ")], { env: { PATH: process.env["PATH"], ...env } });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  while (!(await run("task list --running --json")).stdout.includes(task)) await sleep(100);
  child.kill("SIGINT");
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}

describe("an interrupted command", () => {
  test.each([
    ["vm start 102", "qmstart", "102 g102: "],
    ["vm snapshot 102 -n stopped", "qmsnapshot", "qmsnapshot 102: "],
  ])(
    "names the task that goes on, and how to follow it: %s",
    async (line, task, title) => {
      const { code, stdout, stderr } = await interrupted(line, task);
      expect(code).toBe(1);
      expect(stderr).not.toContain("cancelled");
      const [, upid = ""] =
        new RegExp(`still runs on the server:\n  ${title}(UPID:\\S+:${task}:102:\\S+)\n`).exec(stderr) ?? [];
      expect(upid, stderr).not.toBe("");
      expect(stderr).toContain("pveplay task wait UPID");
      expect(stdout + stderr).toContain(`pveplay task status ${upid}`);
      expect(await run(`task stop ${upid} --yes`)).toMatchObject({ code: 0 });
    },
    60_000,
  );
});

describe("pveplay task log", () => {
  test("fails for a task that is not there", async () => {
    const { code, stderr } = await run("task log UPID:pve1:000003E8:0000ABCD:66000000:qmstart:102:root@pam:");
    expect([code, stderr]).toEqual([1, expect.stringMatching(/no such task/i)]);
  });
});
