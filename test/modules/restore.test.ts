import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectionTo, converge } from "../helpers/converge.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ fixture: "demo", speed: 0 });
});

afterEach(async () => {
  await simulator.stop();
});

type Args = Readonly<Record<string, unknown>>;

const run = async (module: string, args: Args, check = false) =>
  (await converge(module, { ...connectionTo(simulator, "root"), ...args }, { check })).result;

async function backUp(vmid: number): Promise<string> {
  await run("proxmox_api", {
    method: "post",
    path: "/nodes/pve1/vzdump",
    params: { vmid, storage: "local", compress: "zstd" },
  });
  const { result } = await converge("proxmox_api", {
    ...connectionTo(simulator, "root"),
    path: "/nodes/pve1/storage/local/content",
    params: { content: "backup" },
  });
  const volumes = result["data"] as readonly { readonly volid: string; readonly vmid: number }[];
  return volumes.find((volume) => volume.vmid === vmid)?.volid ?? "none";
}

const guests: Record<string, readonly [string, Args]> = {
  "a VM": [
    "proxmox_vm",
    { clone: "debian-13-cloud", vmid: 120, name: "web1", full: true, cores: 4, description: "Two\nlines", tags: ["a"] },
  ],
  "a container": [
    "proxmox_container",
    {
      vmid: 300,
      name: "dns1",
      node: "pve1",
      ostemplate: "local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst",
      rootfs: { storage: "local-lvm", size: "4G" },
      net0: { name: "eth0", bridge: "vmbr0", ip: "dhcp" },
    },
  ],
};

describe("a restore of a backup", () => {
  test.each(Object.entries(guests))(
    "brings %s back with what the task asks, as check mode said, and once",
    async (_name, [module, args]) => {
      expect(await run(module, args)).not.toHaveProperty("failed");
      const archive = await backUp(Number(args["vmid"]));
      const task = {
        archive,
        node: "pve1",
        vmid: 400,
        name: "restored",
        memory: 1024,
        unique: true,
        storage: "local-lvm",
      };
      const checked = await run(module, task, true);
      const real = await run(module, task);
      expect(real).toMatchObject({ changed: true, vmid: 400 });
      expect(real["diff"]).toEqual(checked["diff"]);
      expect(await run(module, task)).toMatchObject({ changed: false });
      expect(await run(module, { ...task, memory: 512 })).toMatchObject({
        changed: true,
        diff: { before: { memory: expect.anything() as unknown } },
      });
    },
  );

  test("needs a node and a backup that is there", async () => {
    expect(await run("proxmox_vm", { archive: "local:backup/none.vma", vmid: 400 })).toMatchObject({
      failed: true,
      code: "OPTION_MISSING",
    });
    expect(
      await run("proxmox_vm", {
        archive: "local:backup/vzdump-qemu-1-2026_01_01-00_00_00.vma",
        vmid: 400,
        node: "pve1",
      }),
    ).toMatchObject({ failed: true });
  });
});
