import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { dataOf, pveRequest } from "../../helpers/pve-request.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo", control: true });
});

beforeEach(async () => {
  await control("DELETE", "/faults");
  await control("POST", "/reset");
});

afterAll(() => simulator.stop());

async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${simulator.control ?? ""}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

const group = ["101", "102", "201"];

async function run(args: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
  return (await converge("proxmox_snapshot", { ...connectionTo(simulator, "root"), vmids: group, ...args })).result;
}

/** Starts a snapshot of VM 101 that never ends and returns how to end it. */
async function hang(): Promise<() => Promise<unknown>> {
  await control("POST", "/faults", { kind: "task-hang", task: "qmsnapshot", times: 1 });
  const path = "/nodes/pve1/qemu/101/snapshot";
  const upid = String(dataOf(await pveRequest(simulator.url, { method: "POST", path, form: { snapname: "stuck" } })));
  return () => pveRequest(simulator.url, { method: "DELETE", path: `/nodes/pve1/tasks/${encodeURIComponent(upid)}` });
}

describe("proxmox_snapshot state ready", () => {
  test("tells kind, power and storages, and changes nothing", async () => {
    expect(await run({ state: "ready", snapname: "before" })).toMatchObject({
      changed: false,
      guests: [
        { vmid: 101, type: "qemu", running: true, storages: ["local-lvm"], snapshots: [] },
        { vmid: 102, type: "qemu", running: false, storages: ["local-lvm"] },
        { vmid: 201, type: "lxc", running: true, storages: ["local-lvm"] },
      ],
    });
  });

  test("fails when a task does not let go in time, and names it", async () => {
    await hang();
    expect(await run({ state: "ready", timeout: 1 })).toMatchObject({
      failed: true,
      code: "PROXMOX_LOCKED",
      failed_on: [101],
      msg: expect.stringContaining("101 (task qmsnapshot)") as string,
    });
  });

  test("goes on once the task has ended", async () => {
    const stop = await hang();
    const ready = run({ state: "ready", timeout: 20 });
    await stop();
    expect(await ready).toMatchObject({ changed: false });
    expect(await ready).not.toHaveProperty("failed");
  });
});

describe("proxmox_snapshot state rollback", () => {
  const cases: Record<string, readonly string[]> = { given: ["101", "102", "201"], reverse: ["201", "102", "101"] };

  test.each(Object.entries(cases))("takes one guest after the other with order %s", async (order, expected) => {
    await run({ snapname: "before" });
    await control("DELETE", "/requests");
    expect(await run({ snapname: "before", state: "rollback", order, start: "false" })).toMatchObject({
      changed: true,
    });
    const requests = (await control("GET", "/requests")) as readonly { method: string; path: string }[];
    const rollbacks = requests
      .filter(({ method }) => method === "POST")
      .map(({ path }) => /\d+(?=\/snapshot)/.exec(path));
    expect(rollbacks.map((match) => match?.[0])).toEqual(expected);
  });

  test("goes on with the others when one fails, and tells them apart", async () => {
    await run({ snapname: "before" });
    await control("POST", "/faults", { kind: "task-fail", task: "vzrollback", message: "out of luck", times: 1 });
    expect(await run({ snapname: "before", state: "rollback", order: "reverse" })).toMatchObject({
      failed: true,
      code: "PROXMOX_TASK_FAILED",
      failed_on: [201],
      succeeded_on: [102, 101],
    });
  });
});
