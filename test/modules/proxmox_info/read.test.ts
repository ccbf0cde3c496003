import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo", speed: 0 });
});

afterAll(async () => {
  await simulator.stop();
});

const info = (args: Readonly<Record<string, unknown>>) =>
  converge("proxmox_info", { ...connectionTo(simulator, "root"), ...args });

describe("proxmox_info", () => {
  test("tells guests from templates", async () => {
    const { result } = await info({ gather: ["guests", "templates"] });
    expect(result["templates"]).toEqual([expect.objectContaining({ vmid: 9000, name: "debian-13-cloud" })]);
    expect(result["guests"]).not.toEqual(expect.arrayContaining([expect.objectContaining({ vmid: 9000 })]));
    expect(result).not.toHaveProperty("storages");
  });

  test("adds configurations when asked for", async () => {
    const { result } = await info({ gather: ["templates"], vmids: [9000], config: true });
    expect(result["templates"]).toEqual([
      expect.objectContaining({ config: expect.objectContaining({ scsihw: "virtio-scsi-single" }) as object }),
    ]);
  });

  test("says what can be snapshotted, and lists volumes when asked for", async () => {
    const { result } = await info({ gather: ["storages"], node: "pve1", content: ["vztmpl"] });
    expect(result["storages"]).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ storage: "local-lvm", node: "pve1", snapshots: "always" }),
        expect.objectContaining({
          storage: "local",
          snapshots: "qcow2",
          volumes: [expect.objectContaining({ content: "vztmpl" })],
        }),
      ]),
    );
  });

  test("takes two requests for version, nodes and guests, and changes nothing", async () => {
    const { result, requests } = await info({ gather: ["version", "nodes", "guests", "templates"] });
    expect(result).toMatchObject({ changed: false, version: { release: "9.2" } });
    expect(requests).toBe(2);
  });

  test("lists tasks, newest first", async () => {
    await converge("proxmox_vm", { ...connectionTo(simulator, "root"), clone: "9000", name: "x" });
    const { result } = await info({ gather: ["tasks"], tasks_limit: 1, node: "pve1" });
    expect(result["tasks"]).toEqual([expect.objectContaining({ type: "qmclone" })]);
  });
});
