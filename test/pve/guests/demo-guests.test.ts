import { beforeEach, describe, expect, test } from "vitest";
import { pveApi, type PveApi } from "../../helpers/pve-api.ts";
import { demo } from "../fixtures/demo.ts";

const DEPLOY = "PVEAPIToken=deploy@pve!play=33333333-3333-3333-3333-333333333333";
const vm = "/nodes/pve1/qemu/120";

let api: PveApi;

beforeEach(async () => {
  api = await pveApi({ fixture: demo });
});

async function cloneAndStart(): Promise<void> {
  await api.task("POST", "/nodes/pve1/qemu/9000/clone", { newid: 120, name: "web-1", full: 1, pool: "web" });
  await api.data("PUT", `${vm}/config`, { ipconfig0: "ip=192.0.2.50/24,gw=192.0.2.1", memory: "1024" });
  await api.task("POST", `${vm}/status/start`);
}

async function exec(...command: readonly string[]): Promise<unknown> {
  const { pid } = Object(await api.data("POST", `${vm}/agent/exec`, { command }));
  return api.data("GET", `${vm}/agent/exec-status`, { pid });
}

describe("a VM cloned from the demo's template", () => {
  test("can be provisioned by the demo's token without any refusal", async () => {
    const calls: readonly (readonly [string, string, Record<string, string | number>])[] = [
      ["POST", "/nodes/pve1/qemu/9000/clone", { newid: 120, name: "web-1", full: 1, pool: "web" }],
      [
        "POST",
        `${vm}/config`,
        { ciuser: "deb", cores: 1, ipconfig0: "ip=dhcp", memory: "1024", tags: "web", net0: "virtio,bridge=vmbr0" },
      ],
      ["PUT", `${vm}/resize`, { disk: "scsi0", size: "10G" }],
      ["POST", `${vm}/status/start`, {}],
      ["GET", `${vm}/agent/network-get-interfaces`, {}],
      ["POST", `${vm}/snapshot`, { snapname: "before" }],
      ["POST", `${vm}/agent/exec`, { command: "true" }],
      ["POST", `${vm}/snapshot/before/rollback`, {}],
    ];
    for (const [method, path, params] of calls) {
      const answer = await api.as(DEPLOY).answer(method, path, params);
      expect(`${method} ${path} ${answer.status} ${answer.reason}`).toBe(`${method} ${path} 200 OK`);
    }
    expect(api.services.state.tasks.map(({ exitstatus }) => exitstatus)).toEqual(
      api.services.state.tasks.map(() => "OK"),
    );
  });

  test("answers with its address and host name once it is up", async () => {
    await cloneAndStart();
    const { result } = Object(await api.data("GET", `${vm}/agent/network-get-interfaces`));
    expect(result).toContainEqual(
      expect.objectContaining({
        name: "eth0",
        "ip-addresses": expect.arrayContaining([{ "ip-address": "192.0.2.50", "ip-address-type": "ipv4", prefix: 24 }]),
      }),
    );
    expect(await api.data("GET", `${vm}/agent/get-host-name`)).toEqual({ result: { "host-name": "web-1" } });
  });

  test("is brought back by a rollback: configuration and files", async () => {
    await cloneAndStart();
    await api.task("POST", `${vm}/snapshot`, { snapname: "before" });
    await exec("/bin/sh", "-c", "echo 2.0 > /etc/app/version");
    await api.data("PUT", `${vm}/config`, { description: "migrated", tags: "new" });
    expect(await exec("cat", "/etc/app/version")).toEqual({ exited: 1, exitcode: 0, "out-data": "2.0\n" });
    expect(await api.task("POST", `${vm}/snapshot/before/rollback`)).toBe("OK");
    expect(await api.data("GET", `${vm}/status/current`)).toMatchObject({ status: "stopped" });
    expect(await api.data("GET", `${vm}/config`)).not.toHaveProperty("tags");
    await api.task("POST", `${vm}/status/start`);
    expect(await exec("cat", "/etc/app/version")).toEqual({ exited: 1, exitcode: 0, "out-data": "1.0\n" });
  });

  test("goes on running after a rollback to a snapshot with its memory", async () => {
    await cloneAndStart();
    expect(await api.task("POST", `${vm}/snapshot`, { snapname: "live", vmstate: 1 })).toBe("OK");
    expect(await api.data("GET", `${vm}/snapshot`)).toContainEqual(
      expect.objectContaining({ name: "live", vmstate: 1 }),
    );
    await api.task("POST", `${vm}/status/stop`);
    await api.task("POST", `${vm}/snapshot/live/rollback`);
    expect(await api.data("GET", `${vm}/status/current`)).toMatchObject({ status: "running", qmpstatus: "running" });
    expect(await api.task("DELETE", `${vm}/snapshot/live`)).toBe("OK");
    const content = await api.data("GET", "/nodes/pve1/storage/local-lvm/content", { vmid: 120 });
    expect(content).not.toContainEqual(expect.objectContaining({ volid: expect.stringContaining("state") }));
  });

  test("keeps what it can not change while running for the next start", async () => {
    await cloneAndStart();
    await api.data("PUT", `${vm}/config`, { memory: "4096", name: "web-2" });
    const pending = await api.data("GET", `${vm}/pending`);
    expect(pending).toContainEqual({ key: "memory", value: "1024", pending: "4096" });
    expect(pending).toContainEqual({ key: "name", value: "web-2" });
    await api.task("POST", `${vm}/status/reboot`);
    expect(await api.data("GET", `${vm}/pending`)).toContainEqual({ key: "memory", value: "4096" });
  });

  test("can be backed up and restored, with what is on its disk", async () => {
    await cloneAndStart();
    await exec("sh", "-c", "echo kept > /root/note");
    expect(await api.task("POST", "/nodes/pve1/vzdump", { vmid: "120", storage: "local", compress: "zstd" })).toBe(
      "OK",
    );
    const [archive] = Object(await api.data("GET", "/nodes/pve1/storage/local/content", { content: "backup" }));
    expect(archive).toMatchObject({ vmid: 120, subtype: "qemu", format: "vma.zst" });
    await api.task("POST", `${vm}/status/stop`);
    await api.task("DELETE", vm);
    expect(await api.task("POST", "/nodes/pve1/qemu", { vmid: 120, archive: archive.volid, start: 1 })).toBe("OK");
    expect(await exec("cat", "/root/note")).toMatchObject({ "out-data": "kept\n" });
  });

  test("moves to another node with its local disks when it is off", async () => {
    await cloneAndStart();
    expect((await api.answer("POST", `${vm}/migrate`, { target: "pve2" })).reason).toBe(
      "can't migrate running VM without --online",
    );
    await api.task("POST", `${vm}/status/shutdown`);
    expect(await api.task("POST", `${vm}/migrate`, { target: "pve2" })).toBe("OK");
    expect(await api.task("POST", "/nodes/pve2/qemu/120/status/start")).toBe("OK");
    expect((await api.answer("GET", `${vm}/config`)).status).toBe(500);
  });
});

describe("the demo's container", () => {
  const ct = "/nodes/pve2/lxc/201";

  test("stops, starts and shows its addresses", async () => {
    expect(await api.data("GET", `${ct}/interfaces`)).toContainEqual(
      expect.objectContaining({ name: "eth0", inet: "192.0.2.201/24" }),
    );
    expect(await api.task("POST", `${ct}/status/shutdown`)).toBe("OK");
    expect(await api.data("GET", `${ct}/status/current`)).toMatchObject({ status: "stopped" });
    expect(await api.task("POST", `${ct}/status/start`)).toBe("OK");
    expect(await api.data("GET", `${ct}/status/current`)).toMatchObject({ status: "running" });
    expect((await api.answer("POST", `${ct}/status/start`)).reason).toBe("CT 201 already running");
  });

  test("is backed up and restored under another id", async () => {
    expect(await api.task("POST", "/nodes/pve2/vzdump", { vmid: "201", storage: "local", mode: "snapshot" })).toBe(
      "OK",
    );
    const [archive] = Object(await api.data("GET", "/nodes/pve2/storage/local/content", { content: "backup" }));
    const params = { vmid: 202, ostemplate: archive.volid, restore: 1, storage: "local-lvm", hostname: "dns-2" };
    expect(await api.task("POST", "/nodes/pve2/lxc", params)).toBe("OK");
    expect(await api.data("GET", "/nodes/pve2/lxc/202/config")).toMatchObject({
      hostname: "dns-2",
      rootfs: "local-lvm:vm-202-disk-0,size=8G",
    });
  });

  test("is rolled back to a snapshot", async () => {
    expect(await api.task("POST", `${ct}/snapshot`, { snapname: "s1" })).toBe("OK");
    await api.data("PUT", `${ct}/config`, { memory: 1024 });
    expect(await api.task("POST", `${ct}/snapshot/s1/rollback`)).toBe("OK");
    expect(await api.data("GET", `${ct}/config`)).toMatchObject({ memory: 512 });
  });

  test("has its mount points moved to another storage", async () => {
    await api.data("POST", "/storage", { storage: "tank", type: "zfspool", pool: "tank", content: "images,rootdir" });
    await api.data("PUT", `${ct}/config`, { mp0: "local-lvm:1,mp=/data" });
    await api.task("POST", `${ct}/status/stop`);
    expect(await api.task("POST", `${ct}/move_volume`, { volume: "mp0", storage: "tank", delete: 1 })).toBe("OK");
    expect(await api.data("GET", `${ct}/config`)).toMatchObject({ mp0: "tank:subvol-201-disk-0,mp=/data,size=1G" });
  });

  test("is made from a template on the node", async () => {
    const params = {
      vmid: 203,
      ostemplate: "local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst",
      rootfs: "local-lvm:2",
      hostname: "new",
      start: 1,
    };
    expect(await api.task("POST", "/nodes/pve2/lxc", params)).toBe("OK");
    expect(await api.data("GET", "/nodes/pve2/lxc/203/status/current")).toMatchObject({
      status: "running",
      name: "new",
    });
  });
});
