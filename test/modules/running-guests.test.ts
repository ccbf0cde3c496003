import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectionTo, converge } from "../helpers/converge.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ fixture: "demo", speed: 0, control: true });
  await vm({ clone: "debian-13-cloud", name: "web1", state: "started" });
});

afterEach(async () => {
  await simulator.stop();
});

type Args = Readonly<Record<string, unknown>>;

const run = async (module: string, args: Args) =>
  (await converge(module, { ...connectionTo(simulator, "root"), vmid: 120, ...args })).result;
const vm = (args: Args) => run("proxmox_vm", args);

/** The writes the API has answered so far, as `POST /path`. */
async function writes(): Promise<readonly string[]> {
  const seen = (await (await fetch(`${simulator.control ?? ""}/requests`)).json()) as readonly {
    readonly method: string;
    readonly path: string;
  }[];
  return seen
    .filter(({ method }) => method !== "GET")
    .map(({ method, path }) => `${method} ${path.replace("/api2/json", "")}`);
}

describe("a change of a running VM", () => {
  test("that waits for a reboot is reported, on later runs too, and causes none", async () => {
    expect(await vm({ memory: 4096 })).toMatchObject({ changed: true, needs_reboot: true, pending: ["memory"] });
    expect(await vm({ memory: 4096 })).toMatchObject({ changed: false, needs_reboot: true, pending: ["memory"] });
    expect((await writes()).filter((write) => write.endsWith("/status/reboot"))).toEqual([]);
  });

  test("that waits for a reboot gets one when the task says so, and then none", async () => {
    expect(await vm({ memory: 4096, reboot: "when_needed" })).toMatchObject({
      changed: true,
      needs_reboot: false,
      pending: [],
    });
    expect(await vm({ memory: 4096, reboot: "when_needed" })).toMatchObject({ changed: false, needs_reboot: false });
    expect((await writes()).filter((write) => write.endsWith("/status/reboot"))).toHaveLength(1);
  });

  test("that needs no reboot never causes one", async () => {
    expect(await vm({ tags: ["x"], description: "y", reboot: "when_needed" })).toMatchObject({
      changed: true,
      needs_reboot: false,
    });
    expect((await writes()).filter((write) => write.endsWith("/status/reboot"))).toEqual([]);
  });
});

describe("the ladder of a shutdown", () => {
  test("stops at the first rung that does it", async () => {
    const shutdown = [{ method: "acpi", timeout: 5 }, { method: "stop" }];
    expect(await vm({ state: "stopped", shutdown })).toMatchObject({ changed: true, status: "stopped" });
    expect(await writes()).not.toContain("POST /nodes/pve1/qemu/120/status/stop");
  });

  test("goes on to the next rung, and says so", async () => {
    const fault = {
      kind: "task-fail",
      task: "qmshutdown",
      message: "VM quit/powerdown failed - got timeout",
      times: 1,
    };
    await fetch(`${simulator.control ?? ""}/faults`, { method: "POST", body: JSON.stringify(fault) });
    const shutdown = [{ method: "acpi", timeout: 5 }, { method: "stop" }];
    const result = await vm({ state: "stopped", shutdown });
    expect(result).toMatchObject({
      changed: true,
      status: "stopped",
      warnings: [expect.stringContaining("Shutdown by acpi did not do it")],
    });
    expect(await writes()).toContain("POST /nodes/pve1/qemu/120/status/stop");
  });

  test("asks the guest agent when told to", async () => {
    expect(await vm({ state: "stopped", shutdown: [{ method: "agent", timeout: 10 }] })).toMatchObject({
      changed: true,
      status: "stopped",
    });
    expect(await writes()).toContain("POST /nodes/pve1/qemu/120/agent/shutdown");
  });
});

describe("a list of snapshots", () => {
  test("is a tree, and says what memory takes", async () => {
    await run("proxmox_snapshot", { snapname: "plain" });
    await run("proxmox_snapshot", { snapname: "ram", vmstate: true });
    const { guests } = (await run("proxmox_snapshot", { state: "list" })) as unknown as {
      readonly guests: readonly { readonly snapshots: readonly unknown[] }[];
    };
    const [guest] = guests;
    expect(guest?.snapshots).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: "ram", parent: "plain", memory_size: expect.any(Number) as number }),
        expect.not.objectContaining({ memory_size: expect.any(Number) as number }),
      ]),
    );
  });
});

describe("a snapshot of a frozen group", () => {
  test("thaws its guests after the last snapshot", async () => {
    expect(await run("proxmox_snapshot", { snapname: "frozen", freeze: true })).toMatchObject({ changed: true });
    expect((await writes()).slice(-3)).toEqual([
      "POST /nodes/pve1/qemu/120/agent/fsfreeze-freeze",
      "POST /nodes/pve1/qemu/120/snapshot",
      "POST /nodes/pve1/qemu/120/agent/fsfreeze-thaw",
    ]);
  });

  test("thaws them when a snapshot fails, and removes those that were made", async () => {
    await vm({ vmid: 121, clone: "debian-13-cloud", name: "web2", state: "started" });
    const fault = { kind: "task-fail", task: "qmsnapshot", message: "no space left", times: 1 };
    await fetch(`${simulator.control ?? ""}/faults`, { method: "POST", body: JSON.stringify(fault) });
    const result = await run("proxmox_snapshot", { vmid: null, vmids: [120, 121], snapname: "frozen", freeze: true });
    expect(result).toMatchObject({ failed: true, code: "PROXMOX_TASK_FAILED", still_there: [] });
    expect((await writes()).filter((write) => write.endsWith("fsfreeze-thaw"))).toHaveLength(2);
    const listed = await run("proxmox_snapshot", { vmid: null, vmids: ["120-121"], state: "list" });
    expect(listed["guests"]).toEqual([
      expect.objectContaining({ snapshots: [] }),
      expect.objectContaining({ snapshots: [] }),
    ]);
  });
});
