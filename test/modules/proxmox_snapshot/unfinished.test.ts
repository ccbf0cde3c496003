import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { control } from "../../helpers/control.ts";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo", control: true });
});

afterAll(() => simulator.stop());

const run = async (module: string, args: object) =>
  (await converge(module, { ...connectionTo(simulator, "root"), ...args })).result;
const snapshot = (args: object = {}) => run("proxmox_snapshot", { vmid: 101, snapname: "before", ...args });

/** `qm unlock`: root's password is needed for it. */
const unlock = () =>
  run("proxmox_api", {
    api_user: "root@pam",
    api_password: "oracle-root",
    api_token_secret: undefined,
    method: "put",
    path: "/nodes/pve1/qemu/101/config",
    params: { delete: "lock", skiplock: true },
  });

describe.each([
  ["taken", "qmsnapshot", async () => snapshot()],
  [
    "removed",
    "qmdelsnapshot",
    async () => {
      await control(simulator, "POST /faults", { kind: "task-kill", task: "qmdelsnapshot", times: 1, skip: 0 });
      await snapshot();
      return snapshot({ state: "absent" });
    },
  ],
] as const)("a snapshot whose worker was killed while it was %s", (_name, task, act) => {
  beforeEach(async () => {
    await control(simulator, "DELETE /faults");
    await control(simulator, "POST /reset");
    await control(simulator, "POST /faults", { kind: "task-kill", task, times: 1 });
    expect(await act()).toMatchObject({ failed: true, code: "PROXMOX_TASK_FAILED" });
    expect(await unlock()).not.toHaveProperty("failed");
  });

  test("does not count as there", async () => {
    expect(await snapshot()).toMatchObject({
      failed: true,
      code: "SNAPSHOT_UNFINISHED",
      failed_on: [101],
      msg: expect.stringContaining("'state: absent'") as string,
    });
  });

  test("is nothing to roll back to", async () => {
    expect(await snapshot({ state: "rollback" })).toMatchObject({ code: "SNAPSHOT_UNFINISHED" });
  });

  test("is told apart in a list", async () => {
    expect(await snapshot({ state: "list" })).toMatchObject({
      guests: [{ snapshots: [{ name: "before", snapstate: expect.any(String) as string }] }],
    });
  });

  test("is removed when it is not wanted, and then taken anew", async () => {
    expect(await snapshot({ state: "absent" })).toMatchObject({ changed: true });
    expect(await snapshot({ state: "absent" })).toMatchObject({ changed: false });
    expect(await snapshot()).toMatchObject({ changed: true });
  });
});
