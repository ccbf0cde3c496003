import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { control, writesOf } from "../../helpers/control.ts";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

let simulator: Simulator;

const run = async (module: string, args: object, check = false) =>
  (await converge(module, { ...connectionTo(simulator, "root"), ...args }, { check })).result;
const snapshot = (args: object, check = false) => run("proxmox_snapshot", { vmid: 130, ...args }, check);

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo", control: true });
  const params = { storage: "tank", type: "zfspool", pool: "rpool/data", content: "images" };
  await run("proxmox_api", { method: "post", path: "/storage", params });
  await run("proxmox_vm", { vmid: 130, name: "z", node: "pve1", scsi0: { storage: "tank", size: "1G" } });
  for (const snapname of ["first", "second"]) {
    expect(await snapshot({ snapname })).toMatchObject({ changed: true });
    await control(simulator, "POST /clock", { advance: 5 });
  }
  await control(simulator, "DELETE /requests");
});

afterAll(() => simulator.stop());

describe("proxmox_snapshot on ZFS", () => {
  test.each([
    ["the youngest", { snapname: "second" }],
    ["an older one by force", { snapname: "first", force: true }],
  ])("refuses a safety snapshot before a rollback to %s, and touches nothing", async (_name, args) => {
    const task = { ...args, state: "rollback", safety_snapshot: "oops" };
    for (const check of [true, false])
      expect(await snapshot(task, check)).toMatchObject({ failed: true, code: "SNAPSHOT_UNSUPPORTED" });
    expect(await writesOf(simulator)).toEqual([]);
  });

  test("is what the server refuses too", async () => {
    const path = "/nodes/pve1/qemu/130/snapshot/first/rollback";
    expect(await run("proxmox_api", { method: "post", path })).toMatchObject({
      failed: true,
      msg: expect.stringContaining("'first' is not most recent snapshot on 'tank:vm-130-disk-0'") as string,
    });
  });

  test("rolls back to an older one by force", async () => {
    expect(await snapshot({ snapname: "first", force: true, state: "rollback" })).toMatchObject({ changed: true });
  });
});

describe("the name of a snapshot", () => {
  test.each(["2026 x", "a", "über", "current", "x".repeat(41)])(
    "is checked before anything is asked: %s",
    async (name) => {
      for (const option of [{ snapname: name }, { snapname: "second", state: "rollback", safety_snapshot: name }])
        for (const check of [true, false])
          expect(await snapshot(option, check)).toMatchObject({ failed: true, code: "OPTION_INVALID" });
    },
  );
});
