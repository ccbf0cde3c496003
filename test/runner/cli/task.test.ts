import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../../helpers/simulator.ts";
import { type Done, pveplay, rootOf } from "./everyday.ts";

/** A VM without operating system: it starts, and does not react to a shutdown. */
const CLUSTER = {
  nodes: [{ name: "pve1", ip: "192.0.2.11" }],
  users: [
    {
      userid: "root@pam",
      tokens: [{ tokenid: "admin", secret: "11111111-1111-1111-1111-111111111111", privsep: false }],
    },
  ],
  guests: [{ vmid: 102, kind: "qemu", node: "pve1", status: "stopped", config: { name: "empty" } }],
};

let simulator: Simulator;
let env: Readonly<Record<string, string>>;
let started: string;

beforeAll(async () => {
  const fixture = join(mkdtempSync(join(tmpdir(), "tasks-")), "fixture.json");
  writeFileSync(fixture, JSON.stringify(CLUSTER));
  simulator = await startSimulator({ fixture, statsDelay: 0 });
  env = rootOf(simulator);
  await run("vm", "start", "102");
  await run("vm", "shutdown", "102", "--timeout", "1");
  const { stdout } = await run("task", "list", "--json");
  const tasks: readonly { readonly upid: string; readonly type: string }[] = JSON.parse(stdout);
  started = tasks.find(({ type }) => type === "qmstart")?.upid ?? "";
});

afterAll(() => simulator.stop());

function run(...args: string[]): Promise<Done> {
  return pveplay(args, env);
}

describe("pveplay task list", () => {
  test.each([[[]], [["--node", "pve1"]]])("shows tasks with how they ended: %j", async (flags) => {
    const { stdout, code } = await run("task", "list", ...flags);
    expect(stdout).toMatch(/^STARTED +NODE +TYPE +ID +USER +STATUS\n/);
    expect(stdout).toMatch(/pve1 +qmstart +102 +root@pam\S* +OK\n/);
    expect(code).toBe(0);
  });

  test("shows only those that failed with --errors", async () => {
    const { stdout } = await run("task", "list", "--errors");
    expect(stdout).toMatch(/qmshutdown/);
    expect(stdout).not.toMatch(/qmstart/);
  });
});

describe("pveplay task", () => {
  test("tells what a task was and how it ended", async () => {
    const { stdout } = await run("task", "status", started);
    expect(stdout).toMatch(/^qmstart 102 on pve1 by root@pam\nstarted {2}\d{4}-.*\nstatus {3}OK\n$/);
  });

  test("prints a log to its end", async () => {
    const plain = await run("task", "log", started);
    const followed = await run("task", "log", started, "--follow");
    expect(plain.stdout).toMatch(/TASK OK\n$/);
    expect(followed.stdout).toBe(plain.stdout);
  });

  test("waits, and ends with 1 when a task failed", async () => {
    expect(await run("task", "wait", started)).toMatchObject({ code: 0, stdout: expect.stringMatching(/ OK\n1 OK/) });
    const listed = await run("task", "list", "--errors", "--json");
    const [failed]: readonly { readonly upid: string }[] = JSON.parse(listed.stdout);
    const { code, stdout } = await run("task", "wait", started, failed?.upid ?? "");
    expect([code, stdout]).toEqual([1, expect.stringContaining("1 failed")]);
  });

  test("leaves alone what is over", async () => {
    expect(await run("task", "stop", started)).toMatchObject({ code: 0, stdout: "already over: OK\n" });
  });

  test("refuses what is no UPID", async () => {
    expect(await run("task", "status", "UPID:nonsense")).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("pveplay task stop", () => {
  test("stops what runs, which then fails where it is waited for", async () => {
    const slow = await startSimulator({ fixture: "demo", speed: 60 });
    const slowly = rootOf(slow);
    try {
      const cloning = pveplay(["vm", "clone", "9000", "c1", "--full"], slowly);
      const upid = await firstRunning(slowly);
      const unasked = await pveplay(["task", "stop", upid], slowly);
      expect(unasked, unasked.stderr).toMatchObject({ code: 2 });
      expect(await pveplay(["task", "stop", upid, "--yes"], slowly)).toMatchObject({
        code: 0,
        stdout: "stopped: received interrupt\n",
      });
      expect(await cloning).toMatchObject({ code: 1, stdout: expect.stringContaining("received interrupt") });
    } finally {
      await slow.stop();
    }
  });
});

async function firstRunning(env: Readonly<Record<string, string>>): Promise<string> {
  for (;;) {
    const { stdout } = await pveplay(["task", "list", "--running", "--json"], env);
    const [task]: readonly { readonly upid: string }[] = JSON.parse(stdout);
    if (task) return task.upid;
  }
}
