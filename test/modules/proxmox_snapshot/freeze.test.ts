import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { control, writesOf } from "../../helpers/control.ts";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { argsFile, builtModule } from "../../helpers/executable.ts";
import { dataOf, pveRequest } from "../../helpers/pve-request.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo", control: true });
});

beforeEach(async () => {
  await control(simulator, "DELETE /faults");
  await control(simulator, "DELETE /requests");
  await control(simulator, "POST /reset");
});

afterAll(() => simulator.stop());

const args = (more: object = {}) => ({
  ...connectionTo(simulator, "root"),
  vmids: [101],
  snapname: "before",
  freeze: true,
  ...more,
});
const run = async (more: object = {}) => (await converge("proxmox_snapshot", args(more))).result;

async function isFrozen(vmid: number): Promise<boolean> {
  const path = `/nodes/pve1/qemu/${vmid}/agent/fsfreeze-status`;
  const data = dataOf(await pveRequest(simulator.url, { method: "POST", path })) as { readonly result: string };
  return data.result === "frozen";
}

async function snapshotsOf(vmid: number): Promise<readonly string[]> {
  const { guests } = await run({ vmids: [vmid], state: "list" });
  return (guests as readonly { readonly snapshots: readonly { readonly name: string }[] }[]).flatMap(({ snapshots }) =>
    snapshots.map(({ name }) => name),
  );
}

/** Waits until the API has answered a write that ends so. */
async function seen(ending: string, times = 1): Promise<void> {
  for (;;) {
    const writes = await writesOf(simulator);
    if (writes.filter((write) => write.endsWith(ending)).length >= times) return;
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
}

/** Runs the built module until a write was answered, then tells it to stop. */
async function runStopped(more: object, ending: string, times = 1): Promise<Readonly<Record<string, unknown>>> {
  const child = execa(builtModule("proxmox_snapshot"), [argsFile(JSON.stringify(args(more)))], { reject: false });
  await seen(ending, times);
  child.kill("SIGTERM");
  const { stdout } = await child;
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

describe("proxmox_snapshot with freeze", () => {
  test("thaws when it is told to stop while the snapshot is taken", async () => {
    await control(simulator, "POST /faults", { kind: "task-hang", task: "qmsnapshot" });
    expect(await runStopped({}, "/snapshot")).toMatchObject({ failed: true, code: "INTERRUPTED", failed_on: [101] });
    expect(await isFrozen(101)).toBe(false);
  });

  test("tries again when the node is out of reach for a moment", async () => {
    await control(simulator, "POST /faults", { kind: "status", status: 596, reason: "", path: "thaw$", times: 1 });
    expect(await run()).toMatchObject({ changed: true });
    expect(await isFrozen(101)).toBe(false);
  });

  test("fails when a guest can not be thawed, and says how to do it by hand", async () => {
    await control(simulator, "POST /faults", { kind: "status", status: 596, reason: "", path: "thaw$" });
    expect(await run()).toMatchObject({
      failed: true,
      code: "GUEST_FROZEN",
      still_frozen: [101],
      msg: expect.stringContaining("qm guest cmd 101 fsfreeze-thaw") as string,
    });
    expect(await snapshotsOf(101)).toEqual(["before"]);
  });

  test("tells of both when the snapshot failed too", async () => {
    await control(simulator, "POST /faults", { kind: "task-fail", task: "qmsnapshot", message: "no space left" });
    await control(simulator, "POST /faults", { kind: "status", status: 596, reason: "", path: "thaw$" });
    expect(await run()).toMatchObject({
      code: "GUEST_FROZEN",
      still_frozen: [101],
      failed_on: [101],
      msg: expect.stringContaining("no space left") as string,
    });
  });

  test("thaws a guest whose freezing was not answered, and takes no snapshot", async () => {
    await control(simulator, "POST /faults", { kind: "drop-after", path: "freeze$", times: 1 });
    expect(await run()).toMatchObject({ failed: true, code: "AGENT_NOT_RUNNING" });
    expect(await isFrozen(101)).toBe(false);
    expect(await snapshotsOf(101)).toEqual([]);
  });
});

describe("proxmox_snapshot of a group", () => {
  test("takes back what was made when it is told to stop before all were", async () => {
    // The container's snapshot is made, the VM's never ends.
    await control(simulator, "POST /faults", { kind: "task-hang", task: "qmsnapshot" });
    const result = await runStopped({ vmids: [101, 201], freeze: false }, "/snapshot", 2);
    expect(result).toMatchObject({ code: "INTERRUPTED", removed_again: [201], still_there: [], still_running: [101] });
    expect(await snapshotsOf(201)).toEqual([]);
  });
});
