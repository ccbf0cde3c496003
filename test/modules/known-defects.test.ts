import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ModuleResult } from "../../modules/index.ts";
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

const run = async (module: string, args: Args, check = false): Promise<ModuleResult> =>
  (await converge(module, { ...connectionTo(simulator, "root"), ...args }, { check })).result;
const vm = (args: Args, check = false) => run("proxmox_vm", args, check);
const ct = (args: Args, check = false) => run("proxmox_container", args, check);
const snapshot = (args: Args, check = false) => run("proxmox_snapshot", args, check);

/** A GET on the API, past our own client. */
async function get(path: string): Promise<unknown> {
  const { Agent, request } = await import("undici");
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const headers = { authorization: "PVEAPIToken=root@pam!admin=11111111-1111-1111-1111-111111111111" };
  const answer = await request(`${simulator.url}/api2/json${path}`, { dispatcher, headers });
  const { data } = (await answer.body.json()) as { readonly data: unknown };
  await dispatcher.close();
  return data;
}

const configOf = async (vmid: number, type = "qemu"): Promise<Readonly<Record<string, unknown>>> =>
  (await get(`/nodes/pve1/${type}/${vmid}/config`)) as Readonly<Record<string, unknown>>;

const web = (args: Args = {}) => vm({ clone: "debian-13-cloud", vmid: 120, name: "web1", ...args });
const dns = (args: Args = {}) =>
  ct({
    vmid: 300,
    name: "dns1",
    node: "pve1",
    ostemplate: "local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst",
    rootfs: { storage: "local-lvm", size: "4G" },
    net0: { name: "eth0", bridge: "vmbr0", ip: "dhcp" },
    ...args,
  });

describe("what goes wrong elsewhere with VMs does not here", () => {
  test("an update that changes nothing is not reported as a change", async () => {
    await web({ cores: 2, memory: 2048 });
    expect(await vm({ vmid: 120, cores: 2, memory: "2048", net0: { bridge: "vmbr0" } })).toMatchObject({
      changed: false,
    });
  });

  test("presence of an existing VM compares what was asked, without another option", async () => {
    await web();
    expect(await vm({ vmid: 120, state: "present", cores: 4 })).toMatchObject({ changed: true });
    expect(await configOf(120)).toMatchObject({ cores: 4 });
  });

  test("network devices and disks are updated and not silently dropped", async () => {
    await web();
    await vm({ vmid: 120, net0: { tag: 9 }, scsi0: { ssd: true } });
    const config = await configOf(120);
    expect(config["net0"]).toContain("tag=9");
    expect(config["scsi0"]).toContain("ssd=1");
  });

  test("a network device without a MAC address keeps the one it has, and a disk in its raw form is not allocated again", async () => {
    await web();
    const before = await configOf(120);
    await vm({ vmid: 120, net0: "virtio,bridge=vmbr0,tag=5", scsi0: "local-lvm:3" });
    const after = await configOf(120);
    const mac = /[0-9A-F:]{17}/.exec(String(before["net0"]))?.[0] ?? "none";
    expect(after["net0"]).toContain(mac);
    expect(after["scsi0"]).toBe(before["scsi0"]);
    expect(Object.keys(after).filter((key) => key.startsWith("unused"))).toEqual([]);
  });

  test("a second clone task returns the clone and not its source", async () => {
    expect(await web()).toMatchObject({ vmid: 120, changed: true });
    expect(await web()).toMatchObject({ vmid: 120, changed: false });
  });

  test("a clone without an id is made once for each name", async () => {
    const first = await vm({ clone: "debian-13-cloud", name: "only" });
    const second = await vm({ clone: "debian-13-cloud", name: "only" });
    expect(second).toMatchObject({ changed: false, vmid: first["vmid"] });
  });

  test("options given with clone apply to the clone in the same task", async () => {
    await web({ cores: 8, memory: 8192, ciuser: "me", net0: { tag: 3 } });
    expect(await configOf(120)).toMatchObject({ cores: 8, memory: "8192", ciuser: "me" });
  });

  test("removing a running guest is an error and not a silent success", async () => {
    await web({ state: "started" });
    expect(await vm({ vmid: 120, state: "absent" })).toMatchObject({ failed: true, code: "GUEST_STATE" });
    await dns({ state: "started" });
    expect(await ct({ vmid: 300, state: "absent" })).toMatchObject({ failed: true, code: "GUEST_STATE" });
  });

  test("pausing, hibernating and templating work", async () => {
    await web({ state: "started", full: true });
    expect(await vm({ vmid: 120, state: "paused" })).toMatchObject({ changed: true, status: "paused" });
    expect(await vm({ vmid: 120, state: "hibernated" })).toMatchObject({ changed: true });
    expect(await vm({ vmid: 120, state: "started" })).toMatchObject({ changed: true, status: "running" });
    await vm({ vmid: 120, state: "stopped", force: true });
    expect(await vm({ vmid: 120, state: "template" })).toMatchObject({ changed: true });
  });

  test("a container of the same name does not stand in for a VM, and a guest seconds old is found by name", async () => {
    await dns({ name: "twin" });
    const made = await vm({ clone: "debian-13-cloud", name: "twin" });
    expect(made).toMatchObject({ changed: true });
    expect(made["vmid"]).not.toBe(300);
    expect(await vm({ name: "twin" })).toMatchObject({ changed: false, vmid: made["vmid"] });
  });

  test("many VMs made at once get an id each", async () => {
    const made = await Promise.all(
      Array.from({ length: 6 }, (_, index) => vm({ clone: "debian-13-cloud", name: `p${index}` })),
    );
    expect(made.filter((result) => result.failed)).toEqual([]);
    expect(new Set(made.map((result) => result["vmid"])).size).toBe(6);
  });

  test("changing one disk option keeps the others", async () => {
    await web({ scsi0: { discard: "on", ssd: true, cache: "writeback" } });
    await vm({ vmid: 120, scsi0: { backup: false } });
    const { scsi0 } = await configOf(120);
    for (const option of ["discard=on", "ssd=1", "cache=writeback", "backup=0"]) expect(scsi0).toContain(option);
  });

  test("the same size in another unit is no change, and a size is never relative", async () => {
    await web({ scsi0: { size: "8G" } });
    expect(await vm({ vmid: 120, scsi0: { size: "8192M" } })).toMatchObject({ changed: false });
    expect(await vm({ vmid: 120, scsi0: { size: "+5G" } })).toMatchObject({ failed: true, code: "OPTION_INVALID" });
  });

  test("removing a disk keeps its data unless its destruction is asked for, and check mode touches nothing", async () => {
    await web({ scsi1: { storage: "local-lvm", size: "1G" } });
    expect(await vm({ vmid: 120, disks: { scsi1: { state: "absent" } } }, true)).toMatchObject({ changed: true });
    expect(await configOf(120)).toHaveProperty("scsi1");
    await vm({ vmid: 120, delete: ["scsi1"] });
    expect(await configOf(120)).toHaveProperty("unused0");
  });

  test("a protected guest is not removed", async () => {
    await web({ protection: true });
    expect(await vm({ vmid: 120, state: "absent", force: true })).toMatchObject({
      failed: true,
      code: "GUEST_PROTECTED",
    });
  });

  test("a task that failed is reported at once with the server's own reason", async () => {
    const started = Date.now();
    const result = await vm({
      clone: "debian-13-cloud",
      vmid: 121,
      name: "x",
      snapname: "no-such-snapshot",
      full: true,
    });
    expect(result).toMatchObject({ failed: true });
    expect(result.msg).toMatch(/snapshot/i);
    expect(Date.now() - started).toBeLessThan(5000);
  });
});

describe("what goes wrong elsewhere with containers does not here", () => {
  test("cpu limits and weights go where they belong", async () => {
    await dns({ cpulimit: 1.5, cpuunits: 200 });
    expect(await configOf(300, "lxc")).toMatchObject({ cpuunits: 200 });
    expect(Number((await configOf(300, "lxc"))["cpulimit"])).toBe(1.5);
  });

  test("a description is no change for its last newline", async () => {
    await dns({ description: "Names" });
    expect(await ct({ vmid: 300, description: "Names" })).toMatchObject({ changed: false });
  });

  test("force never makes a container anew", async () => {
    await dns();
    const before = await configOf(300, "lxc");
    await dns({ force: true });
    expect((await configOf(300, "lxc"))["rootfs"]).toBe(before["rootfs"]);
  });
});

describe("what goes wrong elsewhere with snapshots does not here", () => {
  test("check mode says that a snapshot would be made or removed", async () => {
    await web();
    expect(await snapshot({ vmid: 120, snapname: "s1" }, true)).toMatchObject({ changed: true });
    await snapshot({ vmid: 120, snapname: "s1" });
    expect(await snapshot({ vmid: 120, snapname: "s1", state: "absent" }, true)).toMatchObject({ changed: true });
  });

  test("retention removes only its own snapshots, and has removed them when it says so", async () => {
    await web();
    await snapshot({ vmid: 120, snapname: "keep-me" });
    for (const name of ["a1", "a2", "a3"]) await snapshot({ vmid: 120, snapname: name, retention: 2 });
    const names = ((await get("/nodes/pve1/qemu/120/snapshot")) as readonly { readonly name: string }[]).map(
      ({ name }) => name,
    );
    expect(names).toContain("a3");
    expect(names).not.toContain("a1");
  });

  test("a rollback starts again what was running", async () => {
    await web({ state: "started" });
    await snapshot({ vmid: 120, snapname: "s1" });
    await snapshot({ vmid: 120, snapname: "s1", state: "rollback" });
    expect(await vm({ vmid: 120 })).toMatchObject({ status: "running" });
  });
});
