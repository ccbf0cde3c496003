import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Grant } from "../../../core/proxmox/access/grants.ts";
import { ansibles } from "../../helpers/ansible.ts";
import { type EngineResult, type EngineRun, inCheckMode, underBoth, underPveplay } from "../../helpers/both-engines.ts";
import { planOf, subject } from "../../helpers/least-privilege.ts";
import { nodeTools } from "../../helpers/node-tools.ts";
import { api, configsOf, playOf, runOf } from "../../helpers/role-run.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";
import { hasSshd, type Sshd, startSshd } from "../../helpers/sshd.ts";

/** The size of the image, which is a raw one: 3 MiB. */
const image = Buffer.alloc(3 * 1024 ** 2, "raw");
const checksum = `sha256:${createHash("sha256").update(image).digest("hex")}`;

describe.skipIf(!hasSshd || process.getuid?.() !== 0)("role template_image by SSH", () => {
  let simulator: Simulator;
  let node: Sshd;
  let server: Server;
  let url: string;
  let downloads: number;
  /** Where the node puts the image for as long as it takes. */
  let folder: string;

  async function startCluster(): Promise<void> {
    simulator = await startSimulator({ fixture: "demo", speed: 0, statsDelay: 0, args: ["--real-machine"] });
    node = await startSshd({ env: (await nodeTools(simulator, "pve1")).env });
    // No storage of the node takes disk images for import.
    await api(simulator, "/storage/local", { method: "put", params: { content: "iso,vztmpl,backup" } });
  }

  const stopCluster = () => Promise.all([simulator.stop(), node.stop()]);

  beforeEach(async () => {
    await startCluster();
    folder = mkdtempSync(join(tmpdir(), "pveplay-node-folder-"));
    downloads = 0;
    server = createServer((_request, response) => {
      downloads += 1;
      response.end(image);
    }).listen(0, "127.0.0.1");
    await new Promise((listening) => server.once("listening", listening));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/latest/image.raw?token=a&b=c`;
  });

  afterEach(async () => {
    server.close();
    await stopCluster();
  });

  const login = () => ({
    host: "127.0.0.1",
    port: node.port,
    user: node.user,
    private_key_file: node.keyFile,
    args: `-o UserKnownHostsFile=${node.knownHosts}`,
    folder,
  });

  const play = (vars: Readonly<Record<string, unknown>> = {}): string =>
    playOf("template_image", {
      template_image_name: "debian",
      template_image_vmid: 9100,
      template_image_node: "pve1",
      template_image_url: url,
      template_image_checksum: checksum,
      template_image_ssh: login(),
      ...vars,
    });

  const runWith = (vars: Readonly<Record<string, unknown>> = {}, args: readonly string[] = []): EngineRun =>
    runOf(simulator, play(vars), args);

  const run = (...given: Parameters<typeof runWith>): Promise<EngineResult> => underPveplay(runWith(...given));

  test("makes the template of an image that is gone from the node afterwards, once", async () => {
    const first = await run({ template_image_size: "8G" });
    expect(first.record.exitCode, first.stdout).toBe(0);
    expect((await configsOf(simulator)).get(9100)).toMatchObject({
      template: 1,
      boot: "order=scsi0",
      scsi0: expect.stringMatching(/base-9100-disk-\d.*discard=on.*size=8G/) as unknown,
      ide2: expect.stringContaining("cloudinit") as unknown,
      description: expect.stringContaining(checksum) as unknown,
    });
    expect(readdirSync(folder)).toEqual([]);
    const second = await run({ template_image_size: "8G" });
    expect(second.record.stats["localhost"]).toMatchObject({ changed: 0, failed: 0 });
    expect(downloads).toBe(1);
  });

  test("makes nothing of an image with another checksum, and leaves nothing behind", async () => {
    const { record, stdout } = await run({ template_image_checksum: checksum.replace(/.{8}$/, "00000000") });
    expect(record.exitCode).toBe(2);
    expect(stdout).toContain("is not the one asked for");
    expect((await configsOf(simulator)).has(9100)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("leaves no image behind when the import fails, and goes on where it stopped", async () => {
    const failing = await run({ template_image_storage: "nowhere" });
    expect([failing.record.exitCode, downloads, readdirSync(folder)]).toEqual([2, 1, []]);
    // As a run leaves it that was cut off between the VM and its disk.
    const params = { vmid: 9100, name: "debian", description: `Image ${checksum}` };
    await api(simulator, "/nodes/pve1/qemu", { method: "post", params });
    const { record, stdout } = await run();
    expect(record.exitCode, stdout).toBe(0);
    expect((await configsOf(simulator)).get(9100)).toMatchObject({
      template: 1,
      scsi0: expect.stringContaining("size=3M") as unknown,
    });
  });

  test("changes nothing in check mode, and says that it would", async () => {
    const before = await configsOf(simulator);
    const { record, stdout } = await run({}, ["--check"]);
    expect(record.exitCode, stdout).toBe(0);
    expect(record.stats["localhost"]).toMatchObject({ changed: 1 });
    expect([downloads, readdirSync(folder)]).toEqual([0, []]);
    expect(await configsOf(simulator)).toEqual(before);
  });

  test("finds a login that fails in check mode already", async () => {
    const { record } = await run({ template_image_ssh: { ...login(), args: "" } }, ["--check"]);
    expect(record.exitCode).not.toBe(0);
  });

  test("says so when the login leads to another machine than a node", async () => {
    await node.stop();
    node = await startSshd({ env: { PATH: "/usr/bin:/bin" } });
    const { record, stdout } = await run();
    expect(record.exitCode).toBe(2);
    expect(stdout).toContain("does not have all of qm, wget and sha256sum");
    expect((await configsOf(simulator)).has(9100)).toBe(false);
  });

  test("gets by with what the access plan grants, which allows no images on any storage", async () => {
    const { grants } = await planOf(subject("template_image by SSH", play()), "9.2");
    expect(grants.flatMap(({ privileges }) => privileges)).not.toContain("Datastore.AllocateTemplate");
    const secret = await tokenWith(grants);
    const { record, stdout } = await run({}, [
      "-e",
      `proxmox_api_user=images@pve!play proxmox_api_token_secret=${secret}`,
    ]);
    expect(record.exitCode, stdout).toBe(0);
    expect((await configsOf(simulator)).get(9100)).toMatchObject({ template: 1 });
  });

  /** The secret of a new token `images@pve!play` that has these grants and nothing else. */
  async function tokenWith(grants: readonly Grant[]): Promise<string> {
    await api(simulator, "/access/users", { method: "post", params: { userid: "images@pve" } });
    for (const [index, { path, propagate, privileges }] of grants.entries()) {
      const roleid = `Images${index}`;
      await api(simulator, "/access/roles", { method: "post", params: { roleid, privs: privileges.join(",") } });
      const params = { path, propagate, roles: roleid, users: "images@pve" };
      await api(simulator, "/access/acl", { method: "put", params });
    }
    const made = await api(simulator, "/access/users/images@pve/token/play", {
      method: "post",
      params: { privsep: false },
    });
    return String(Object(made).value);
  }

  test("names both ways when no storage takes the image and there is no login", async () => {
    const { record, stdout } = await run({ template_image_ssh: undefined });
    expect(record.exitCode).toBe(2);
    expect(stdout).toMatch(/pvesm set local --content \S*,import.*template_image_ssh/);
    expect((await configsOf(simulator)).has(9100)).toBe(false);
  });

  test.each(ansibles)(
    "does the same under ansible-core $version",
    async ({ bin }) => {
      const { ours, theirs } = await underBoth(bin, async () => {
        await stopCluster();
        await startCluster();
        const once = runWith();
        return [inCheckMode(once), runWith({ template_image_checksum: "md5:00" }), once, once];
      });
      expect(
        theirs.map(({ record }) => record.exitCode),
        theirs[0]?.stdout,
      ).toEqual([0, 2, 0, 0]);
      expect(theirs[3]?.record.stats["localhost"]).toMatchObject({ changed: 0 });
      expect(ours.map(({ record }) => record)).toEqual(theirs.map(({ record }) => record));
      expect(readdirSync(folder)).toEqual([]);
    },
    240_000,
  );
});
