import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectionTo, converge } from "../helpers/converge.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo", speed: 0 });
});

afterAll(async () => {
  await simulator.stop();
});

const run = async (module: string, args: Readonly<Record<string, unknown>>) =>
  (await converge(module, { ...connectionTo(simulator, "root"), ...args })).result;

describe("tasks written for the Python modules", () => {
  test("clone with newid, and get the clone's id on every run", async () => {
    const task = { clone: "debian-13-cloud", vmid: 9000, newid: 310, name: "compat", full: false, timeout: 60 };
    expect(await run("proxmox_vm", task)).toMatchObject({ changed: true, vmid: 310 });
    expect(await run("proxmox_vm", task)).toMatchObject({ changed: false, vmid: 310 });
  });

  test("update with dictionaries of raw strings, and are told that update_unsafe is not needed", async () => {
    const task = {
      vmid: 310,
      net: { net0: "virtio,bridge=vmbr0,tag=7" },
      scsi: { scsi0: "local-lvm:3" },
      update: true,
      update_unsafe: true,
      tags: ["a"],
    };
    expect(await run("proxmox_vm", task)).toMatchObject({
      changed: true,
      warnings: [expect.stringContaining("update_unsafe")],
    });
    expect(await run("proxmox_vm", task)).toMatchObject({ changed: false });
  });

  test("read the state", async () => {
    expect(await run("proxmox_vm", { name: "compat", state: "current" })).toMatchObject({
      changed: false,
      status: "stopped",
    });
    expect(await run("proxmox_vm", { vmid: 99_999, state: "current" })).toMatchObject({
      failed: true,
      code: "GUEST_NOT_FOUND",
    });
  });

  test("leave the configuration alone with update: false", async () => {
    expect(await run("proxmox_vm", { vmid: 310, cores: 8, update: false })).toMatchObject({ changed: false });
  });

  test("make containers with netif, disk, cpus and a list of start-up options", async () => {
    const task = {
      vmid: 311,
      node: "pve1",
      hostname: "compat-ct",
      ostemplate: "local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst",
      disk: "local-lvm:4",
      netif: { net0: "name=eth0,bridge=vmbr0,ip=dhcp" },
      cpus: 1,
      features: ["nesting=1"],
      startup: ["order=2", "up=10"],
    };
    expect(await run("proxmox_container", task)).toMatchObject({ changed: true });
    expect(await run("proxmox_container", task)).toMatchObject({ changed: false });
  });
});
