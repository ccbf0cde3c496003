import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ansibles } from "../../helpers/ansible.ts";
import { type EngineResult, inCheckMode, underBoth, underPveplay } from "../../helpers/both-engines.ts";
import { api, configsOf, exampleOf, playOf, runOf } from "../../helpers/role-run.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

let simulator: Simulator;
let server: Server;
let url: string;
/** What the address holds; the header of a qcow2 image with a virtual size of 3 GiB. */
let image: Buffer;

function imageOf(note: string): Buffer {
  const header = Buffer.alloc(64);
  header.write("QFI\xfb", "latin1");
  header.writeBigUInt64BE(3n * 1024n ** 3n, 24);
  return Buffer.concat([header, Buffer.from(note)]);
}

const sha256 = (content: Buffer): string => `sha256:${createHash("sha256").update(content).digest("hex")}`;

const start = (): Promise<Simulator> => startSimulator({ fixture: "demo", speed: 0, statsDelay: 0 });

beforeEach(async () => {
  simulator = await start();
  image = imageOf("first");
  server = createServer((_request, response) => response.end(image)).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/latest/image.img`;
});

afterEach(async () => {
  server.close();
  await simulator.stop();
});

const run = (playbook: string): Promise<EngineResult> => underPveplay(runOf(simulator, playbook));

function play(vars: Readonly<Record<string, unknown>> = {}): string {
  return playOf("template_image", {
    template_image_name: "debian",
    template_image_vmid: 9100,
    template_image_node: "pve1",
    template_image_url: url,
    template_image_checksum: sha256(image),
    ...vars,
  });
}

describe("role template_image", () => {
  test("makes a template that boots as a cloud image should, once", async () => {
    const first = await run(play());
    expect(first.record.exitCode, first.stdout).toBe(0);
    expect((await configsOf(simulator)).get(9100)).toMatchObject({
      name: "debian",
      template: 1,
      agent: "1",
      serial0: "socket",
      vga: "serial0",
      boot: "order=scsi0",
      scsi0: expect.stringMatching(/base-9100-disk-\d.*size=3G/) as unknown,
      ide2: expect.stringContaining("cloudinit") as unknown,
      description: expect.stringContaining(sha256(image)) as unknown,
    });
    const second = await run(play());
    expect(second.record.stats["localhost"]).toMatchObject({ changed: 0, failed: 0 });
  });

  test("takes an image that changed under its address for another one, and leaves the template alone", async () => {
    await run(play());
    image = imageOf("second");
    const before = await configsOf(simulator);
    const { record, stdout } = await run(play());
    expect(record.exitCode).toBe(2);
    expect(stdout).toContain("was not made from the image");
    expect(await configsOf(simulator)).toEqual(before);
    const beside = await run(play({ template_image_vmid: 9101, template_image_name: "debian-2" }));
    expect(beside.record.exitCode, beside.stdout).toBe(0);
    expect((await configsOf(simulator)).get(9101)).toMatchObject({ template: 1 });
  });

  test("makes nothing of an image with another checksum", async () => {
    const { record, stdout } = await run(play({ template_image_checksum: sha256(imageOf("other")) }));
    expect(record.exitCode).toBe(2);
    expect(stdout).toContain("CHECKSUM_MISMATCH");
    expect((await configsOf(simulator)).has(9100)).toBe(false);
  });

  test("finishes what an interrupted run left", async () => {
    const description = `Image ${sha256(image)}`;
    await api(simulator, "/nodes/pve1/qemu", {
      method: "post",
      params: { vmid: 9100, name: "debian", scsi0: "local-lvm:3", description },
    });
    const { record, stdout } = await run(play());
    expect(record.exitCode, stdout).toBe(0);
    expect((await configsOf(simulator)).get(9100)).toMatchObject({ template: 1 });
  });

  test("removes the image when it is not to be kept", async () => {
    const { record, stdout } = await run(play({ template_image_keep: false, template_image_size: "8G" }));
    expect(record.exitCode, stdout).toBe(0);
    const volumes = await api(simulator, "/nodes/pve1/storage/local/content", { params: { content: "import" } });
    expect(JSON.stringify(volumes)).not.toContain("image-");
    expect((await configsOf(simulator)).get(9100)).toMatchObject({
      scsi0: expect.stringContaining("size=8G") as unknown,
    });
  });

  test("refuses a checksum without an algorithm", async () => {
    const { record, stdout } = await run(play({ template_image_checksum: "abc" }));
    expect(record.exitCode).toBe(2);
    expect(stdout).toContain("with its algorithm");
  });

  test.each(ansibles)(
    "does the same under ansible-core $version as its README says",
    async ({ bin }) => {
      const { ours, theirs } = await underBoth(bin, async () => {
        await simulator.stop();
        simulator = await start();
        const once = runOf(simulator, exampleOf("template_image"));
        return [inCheckMode(once), once, once];
      });
      expect(
        theirs.map(({ record }) => record.exitCode),
        theirs[0]?.stdout,
      ).toEqual([0, 0, 0]);
      expect(theirs[2]?.record.stats["localhost"]).toMatchObject({ changed: 0 });
      expect(ours.map(({ record }) => record)).toEqual(theirs.map(({ record }) => record));
    },
    240_000,
  );
});
