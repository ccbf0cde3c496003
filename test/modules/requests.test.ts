import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectionTo, converge } from "../helpers/converge.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";
import { web1 } from "./cases/vm.ts";

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ fixture: "demo", speed: 0 });
});

afterEach(async () => {
  await simulator.stop();
});

describe("a module's requests", () => {
  const as = (args: Readonly<Record<string, unknown>>) => ({ ...connectionTo(simulator), ...args });

  test("are at most three for an unchanged VM", async () => {
    const args = as({ ...web1.args, cores: 2, scsi0: { size: "8G" } });
    await converge("proxmox_vm", args);
    const { result, requests } = await converge("proxmox_vm", args);
    expect(result.changed).toBe(false);
    expect(requests).toBeLessThanOrEqual(3);
  });

  test("are at most two for a task that ends at once", async () => {
    await converge("proxmox_vm", as({ ...web1.args, state: "present" }));
    const unchanged = await converge("proxmox_vm", as({ vmid: 120 }));
    const started = await converge("proxmox_vm", as({ vmid: 120, state: "started" }));
    expect(started.result).toMatchObject({ changed: true, status: "running" });
    expect(started.requests - unchanged.requests).toBeLessThanOrEqual(2);
  });

  test("are at most six for creating and starting a VM, with the polls of two tasks", async () => {
    const args = as({
      name: "new1",
      node: "pve1",
      memory: 512,
      scsi0: { storage: "local-lvm", size: "1G" },
      scsihw: "virtio-scsi-single",
      state: "started",
    });
    const { result, requests } = await converge("proxmox_vm", args);
    expect(result).toMatchObject({ changed: true, status: "running" });
    expect(requests).toBeLessThanOrEqual(6);
  });

  test("are one for each running guest whose address is asked for, and one for all", async () => {
    await converge("proxmox_vm", as(web1.args));
    await converge("proxmox_vm", as({ ...web1.args, vmid: 121, name: "web2" }));
    const { result, requests } = await converge("proxmox_ip", as({ vmids: [120, 121] }));
    expect(result["guests"]).toHaveLength(2);
    expect(requests).toBeLessThanOrEqual(3);
  });
});

describe("proxmox_ip tells why there is no address", () => {
  const ask = async (args: Readonly<Record<string, unknown>>) =>
    (await converge("proxmox_ip", { ...connectionTo(simulator), timeout: 5, ...args })).result;

  test("when the guest is stopped", async () => {
    await converge("proxmox_vm", { ...connectionTo(simulator), ...web1.args, state: "present" });
    expect(await ask({ vmid: 120 })).toMatchObject({ failed: true, code: "GUEST_STATE" });
  });

  test("when the agent is switched off", async () => {
    await converge("proxmox_vm", { ...connectionTo(simulator), ...web1.args, agent: false });
    expect(await ask({ vmid: 120 })).toMatchObject({ failed: true, code: "AGENT_DISABLED" });
  });

  test("when there is no such guest", async () => {
    expect(await ask({ vmid: 99_999 })).toMatchObject({ failed: true, code: "GUEST_NOT_FOUND" });
  });
});

describe("proxmox_snapshot on a group", () => {
  const as = (args: Readonly<Record<string, unknown>>) => ({ ...connectionTo(simulator), ...args });

  test("brings configuration and power back", async () => {
    await converge("proxmox_vm", as(web1.args));
    await converge("proxmox_vm", as({ ...web1.args, vmid: 121, name: "web2" }));
    await converge("proxmox_snapshot", as({ vmids: [120, 121], snapname: "before" }));
    await converge("proxmox_vm", as({ vmid: 120, memory: 8192, tags: ["x"] }));
    const { result } = await converge(
      "proxmox_snapshot",
      as({ vmids: [120, 121], snapname: "before", state: "rollback" }),
    );
    expect(result).toMatchObject({ changed: true });
    expect(
      (await converge("proxmox_vm", as({ vmid: 120, memory: 2048, state: "started" }), { check: true })).result.changed,
    ).toBe(false);
  });
});
