import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NodeTools, nodeTools } from "../helpers/node-tools.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

describe("a node's tools", () => {
  let simulator: Simulator;
  let tools: NodeTools;
  let image: string;

  beforeAll(async () => {
    simulator = await startSimulator({ fixture: "demo", args: ["--real-machine"] });
    tools = await nodeTools(simulator, "pve1");
    image = join(mkdtempSync(join(tmpdir(), "pveplay-image-")), "a.raw");
    writeFileSync(image, Buffer.alloc(2 * 1024 ** 2));
  });

  afterAll(() => simulator.stop());

  async function run(line: string): Promise<{ code: number | undefined; out: string; err: string }> {
    const done = await execa("/bin/sh", ["-c", line], { env: tools.env, extendEnv: false, reject: false });
    return { code: done.exitCode, out: done.stdout, err: done.stderr };
  }

  const json = async (path: string): Promise<unknown> =>
    JSON.parse((await run(`pvesh get ${path} --output-format json`)).out);

  test("qm shows, changes, starts and stops VMs of the node, and the API sees it", async () => {
    expect(await run("qm status 102")).toEqual({ code: 0, out: "status: stopped", err: "" });
    expect(await run("qm start 102")).toMatchObject({ code: 0, out: "" });
    expect(await run("qm status 102")).toMatchObject({ out: "status: running" });
    expect((await run("qm set 102 --cores 3 --description 'two words'")).out).toBe(
      "update VM 102: -cores 3 -description two words",
    );
    expect(await json("/nodes/pve1/qemu/102/config")).toMatchObject({ description: "two words" });
    expect((await run("qm config 102")).out).toMatch(/^name: scratch$/m);
    expect(await run("qm stop 102")).toMatchObject({ code: 0 });
  });

  test("qm imports disks as root may: from any path", async () => {
    expect((await run(`qm disk import 102 ${image} local-lvm`)).out).toMatch(
      /^unused0: successfully imported disk 'local-lvm:vm-102-disk-1'$/,
    );
    expect((await run(`qm importdisk 102 ${image} local-lvm --target-disk scsi5`)).code).toBe(0);
    expect(await json("/nodes/pve1/qemu/102/config")).toMatchObject({ scsi5: expect.stringMatching(/size=2M/) });
  });

  test("qm sets all keys of a call or none", async () => {
    const { code, err } = await run(`qm set 102 --cores 7 --scsi6 nowhere:0,import-from=${image}`);
    expect([code, err]).toEqual([255, expect.stringMatching(/nowhere/)]);
    expect(await json("/nodes/pve1/qemu/102/config")).not.toMatchObject({ cores: 7 });
  });

  test.each([
    ["qm status 999", 2, /qemu-server\/999\.conf' does not exist/],
    ["qm frobnicate 100", 255, /unknown command 'qm frobnicate'/],
    ["pct exec 201 -- true", 2, /lxc\/201\.conf' does not exist/],
    ["pvesh get /no/such", 255, /./],
    ["pvesm list", 255, /not enough arguments/],
  ])("%s ends with %s", async (line, code, said) => {
    expect(await run(line)).toMatchObject({ code, err: expect.stringMatching(said) });
  });

  test("pct runs commands in containers that run, with input and exit code", async () => {
    const { env } = await nodeTools(simulator, "pve2");
    const done = await execa("/bin/sh", ["-c", "echo in | pct exec 201 -- sh -c 'cat; exit 7'"], {
      env,
      extendEnv: false,
      reject: false,
    });
    expect(done).toMatchObject({ exitCode: 7, stdout: "in" });
  });

  test("pvesm shows storages and volumes", async () => {
    expect((await run("pvesm status")).out).toMatch(/^Name\s+Type\s+Status\s+Total\s+Used\s+Available\s+%/);
    expect((await run("pvesm status --storage local")).out).toMatch(
      /^local\s+dir\s+active\s+\d+\s+\d+\s+\d+\s+\d+\.\d\d%$/m,
    );
    expect((await run("pvesm path local:import/debian-13-generic-amd64.qcow2")).out).toMatch(
      /^\/.*\/import\/debian-13-generic-amd64\.qcow2$/,
    );
    expect((await run("pvesm alloc local-lvm 102 vm-102-extra 1G")).out).toBe(
      "successfully created 'local-lvm:vm-102-extra'",
    );
    expect((await run("pvesm list local-lvm --vmid 102")).out).toContain("local-lvm:vm-102-extra");
  });

  test("pveum and pvesh manage access", async () => {
    expect((await run("pveum user add ann@pve --comment 'An n'")).code).toBe(0);
    expect((await run("pveum role add Looker --privs VM.Audit")).code).toBe(0);
    expect((await run("pveum acl modify /vms --users ann@pve --roles Looker")).code).toBe(0);
    expect(await run("pveum user token add ann@pve tok --privsep 0 --output-format json")).toMatchObject({
      code: 0,
      err: "",
    });
    expect(JSON.parse((await run("pveum user token add ann@pve t2 --privsep 0")).out)).toMatchObject({
      "full-tokenid": "ann@pve!t2",
    });
    expect(await json("/access/acl")).toContainEqual(
      expect.objectContaining({ path: "/vms", ugid: "ann@pve", roleid: "Looker" }),
    );
    expect((await run("pvesh create /pools --poolid p1")).code).toBe(0);
    expect((await run("pvesh set /pools/p1 --comment c && pvesh delete /pools/p1")).code).toBe(0);
    expect((await run("pveum user delete ann@pve")).code).toBe(0);
  });
});
