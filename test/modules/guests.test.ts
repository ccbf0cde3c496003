import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { control, writesOf } from "../helpers/control.ts";
import { connectionTo, converge } from "../helpers/converge.ts";
import { dataOf, pveRequest } from "../helpers/pve-request.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

type Args = Readonly<Record<string, unknown>>;

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ fixture: "demo", control: true });
});

afterEach(() => simulator.stop());

const run = async (module: string, args: Args, check = false) =>
  (await converge(module, { ...connectionTo(simulator, "root"), ...args }, { check })).result;
const vm = (args: Args, check = false) => run("proxmox_vm", { vmid: 120, ...args }, check);
const container = (args: Args, check = false) => run("proxmox_container", { vmid: 300, ...args }, check);
const web = (args: Args = {}) => vm({ clone: "debian-13-cloud", name: "web1", ...args });

/** Runs a task in check mode and for real, neither of which may write anything. @returns both results */
async function refused(module: string, args: Args): Promise<readonly Args[]> {
  await control(simulator, "DELETE /requests");
  const results = [await run(module, args, true), await run(module, args)];
  expect(await writesOf(simulator)).toEqual([]);
  return results;
}

describe("a task with reboot: when_needed", () => {
  const task = { cipassword: "hunter2-long", update_password: "always", reboot: "when_needed" };
  const reboots = async () => (await writesOf(simulator)).filter((write) => write.endsWith("/status/reboot")).length;
  const configs = async () => (await writesOf(simulator)).filter((write) => write.endsWith("/config")).length;

  test("writes a password that is set on every run once, and reboots once", async () => {
    await web({ state: "started", cipassword: "first-of-all" });
    await control(simulator, "DELETE /requests");
    const checked = await vm({ ...task, memory: 4096 }, true);
    expect(checked).toMatchObject({ diff: { after: { action: "reboot, if any change waits for it" } } });
    const result = await vm({ ...task, memory: 4096 });
    expect(result).toMatchObject({ changed: true, needs_reboot: false, pending: [] });
    expect(result["diff"]).toEqual(checked["diff"]);
    expect([await configs(), await reboots()]).toEqual([1, 1]);
  });

  test("does not reboot for what is taken up at once", async () => {
    await web({ state: "started" });
    expect(await vm(task)).toMatchObject({ changed: true, needs_reboot: false });
    expect(await reboots()).toBe(0);
  });

  test("announces no reboot for what never waits for one", async () => {
    await web({ state: "started" });
    const { diff } = await vm({ tags: ["x"], reboot: "when_needed" }, true);
    expect(diff).toMatchObject({ after: { tags: "x" } });
    expect(JSON.stringify(diff)).not.toContain("reboot");
  });

  test("reboots for what an earlier task left waiting", async () => {
    await web({ state: "started" });
    await vm({ memory: 4096 });
    expect(await vm({ reboot: "when_needed" }, true)).toMatchObject({ diff: { after: { action: "reboot" } } });
    expect(await vm({ reboot: "when_needed" })).toMatchObject({ changed: true, pending: [] });
    expect(await vm({ reboot: "when_needed" })).toMatchObject({ changed: false });
  });
});

describe("a mount point of a running container", () => {
  const GIB = 1024 ** 3;
  const mounts = (mp0: Args) => ({ mounts: { mp0 } });

  beforeEach(async () => {
    const made = await container({
      name: "dns1",
      node: "pve1",
      ostemplate: "local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst",
      rootfs: { storage: "local-lvm", size: "4G" },
      ...mounts({ storage: "local-lvm", size: "1G", mp: "/data" }),
      state: "started",
    });
    expect(made).not.toHaveProperty("failed");
  });

  const volumes = async (): Promise<string> => {
    const path = "/nodes/pve1/storage/local-lvm/content?vmid=300";
    return JSON.stringify(dataOf(await pveRequest(simulator.url, { path })));
  };

  test("is not destroyed while it runs", async () => {
    for (const result of await refused("proxmox_container", { vmid: 300, ...mounts({ state: "absent" }) }))
      expect(result).toMatchObject({ failed: true, code: "GUEST_STATE" });
    expect(await volumes()).toContain(`"size":${GIB}`);
  });

  test("is detached by the next start, and told to be waiting until then", async () => {
    const detached = mounts({ state: "detached" });
    expect(await container(detached)).toMatchObject({ changed: true, needs_reboot: true, pending: ["mp0"] });
    expect(await container(detached)).toMatchObject({ changed: false, needs_reboot: true });
    await container({ state: "restarted" });
    expect(await container(detached)).toMatchObject({ changed: false, needs_reboot: false });
    expect(await volumes()).toContain(`"size":${GIB}`);
  });

  test("is destroyed with its data once the container is stopped", async () => {
    await container({ state: "stopped" });
    expect(await container(mounts({ state: "absent" }))).toMatchObject({ changed: true });
    expect(await volumes()).not.toContain(`"size":${GIB}`);
  });
});

describe("a clone of a template", () => {
  test.each([{ storage: "fast" }, { storage: "local", format: "qcow2" }])("is a full one with %o", async (place) => {
    await run("proxmox_api", { method: "put", path: "/storage/local", params: { content: "images,iso,import" } });
    const task = { clone: "debian-13-cloud", name: "web1", ...place };
    const checked = await vm(task, true);
    expect(checked).toMatchObject({ changed: true, diff: { after: { full: true } } });
    expect(await vm(task)).toMatchObject({ changed: true });
    expect(await vm({ scsi0: { storage: place.storage } })).toMatchObject({ changed: false });
  });

  test("that is to be a linked one has no storage of its own", async () => {
    const task = { vmid: 120, clone: "debian-13-cloud", name: "web1", full: false, storage: "fast" };
    for (const result of await refused("proxmox_vm", task))
      expect(result).toMatchObject({ failed: true, code: "OPTION_CONFLICT" });
  });
});

describe("a hibernated VM", () => {
  test("is not removed before it is resumed, in check mode neither", async () => {
    await web({ state: "started" });
    await vm({ state: "hibernated" });
    for (const result of await refused("proxmox_vm", { vmid: 120, state: "absent", force: true }))
      expect(result).toMatchObject({
        failed: true,
        code: "GUEST_STATE",
        msg: expect.stringContaining("'state: resumed'") as string,
      });
    await vm({ state: "resumed" });
    expect(await vm({ state: "absent", force: true })).toMatchObject({ changed: true });
  });
});

describe("a locked VM", () => {
  beforeEach(async () => {
    await control(simulator, "POST /faults", { kind: "task-kill", task: "qmsnapshot", times: 1 });
    await run("proxmox_snapshot", { vmid: 102, snapname: "before" });
  });

  test("is not removed, and the hint names what holds it and how to let it go", async () => {
    for (const result of await refused("proxmox_vm", { vmid: 102, state: "absent" }))
      expect(result).toMatchObject({
        failed: true,
        code: "PROXMOX_LOCKED",
        msg: expect.stringMatching(/A snapshot of it is being taken.*qm unlock 102/) as string,
      });
  });

  test("says the same where the server refuses", async () => {
    expect(await vm({ vmid: 102, cores: 3 })).toMatchObject({
      failed: true,
      msg: expect.stringMatching(/A snapshot of it is being taken.*qm unlock 102/) as string,
    });
  });
});

describe("a name that is no DNS name", () => {
  test.each(["x y", "a_b", "-a", "a."])("is refused before anything is done: %s", async (name) => {
    const tasks: readonly (readonly [string, Args])[] = [
      ["proxmox_vm", { vmid: 120, clone: "debian-13-cloud", name }],
      ["proxmox_vm", { vmid: 121, node: "pve1", name }],
      ["proxmox_vm", { vmid: 101, name }],
      ["proxmox_container", { vmid: 201, hostname: name }],
    ];
    for (const [module, args] of tasks)
      for (const result of await refused(module, args))
        expect(result).toMatchObject({ failed: true, code: "OPTION_INVALID" });
  });
});
