import { createHash } from "node:crypto";
import { mkdtempSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seedImage, shortHash } from "../../../modules/proxmox_image/seed.ts";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

let simulator: Simulator;
const servers: Server[] = [];
const folder = mkdtempSync(join(tmpdir(), "pveplay-image-"));

beforeEach(async () => {
  simulator = await startSimulator({ fixture: "demo", speed: 0 });
});

afterEach(async () => {
  await simulator.stop();
  for (const server of servers.splice(0)) server.close();
});

type Args = Readonly<Record<string, unknown>>;

const run = async (args: Args, options: { readonly check?: boolean; readonly identity?: "deploy" } = {}) => {
  const { check = false, identity = "root" } = options;
  return converge("proxmox_image", { ...connectionTo(simulator, identity), node: "pve1", ...args }, { check });
};

const file = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** A server the simulated node can really ask; returns its base address. */
async function serve(content: () => string): Promise<string> {
  const server = createServer((request, response) => {
    response.setHeader("content-length", Buffer.byteLength(content()));
    response.end(request.method === "HEAD" ? undefined : content());
  });
  servers.push(server);
  await new Promise<void>((listening) => {
    server.listen(0, "127.0.0.1", listening);
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}

const sha256 = (content: string): string => `sha256:${createHash("sha256").update(content).digest("hex")}`;

describe("proxmox_image", () => {
  const cases: Record<string, { readonly args: Args; readonly volid: RegExp | string }> = {
    "a download": { args: { url: "https://example.com/x.iso" }, volid: "local:iso/x.iso" },
    "a cloud image": {
      args: { url: "https://example.com/noble.img", content: "import" },
      volid: "local:import/noble.qcow2",
    },
    "an upload": {
      args: { src: file("up.iso", "an image"), checksum: sha256("an image") },
      volid: "local:iso/up.iso",
    },
    "an empty upload": { args: { src: file("empty.iso", "") }, volid: "local:iso/empty.iso" },
    "a seed": {
      args: { name: "s", seed: { user_data: { hostname: "web1" }, network_config: "version: 2" } },
      volid: /^local:iso\/s\.pveplay-[0-9a-f]{8}\.iso$/,
    },
  };

  test.each(Object.entries(cases))(
    "%s: check mode tells what the real run does, a second run has nothing to do, and it can be removed",
    async (_name, { args, volid }) => {
      const checked = await run(args, { check: true });
      const real = await run(args);
      expect(real.result, JSON.stringify(real.result)).toMatchObject({ changed: true });
      expect(checked.result["diff"]).toEqual(real.result["diff"]);
      expect(real.result["volid"]).toMatch(volid);
      const again = await run(args);
      expect(again.result).toMatchObject({ changed: false, size: real.result["size"], volid: real.result["volid"] });
      expect(again.requests).toBeLessThanOrEqual(2);
      const removed = await run({ ...args, state: "absent" });
      expect(removed.result).toMatchObject({ changed: true, volid: real.result["volid"] });
      expect((await run({ ...args, state: "absent" })).result).toMatchObject({ changed: false });
    },
  );

  test("sends the bytes of a file as they are, in many pieces", async () => {
    const content = Buffer.alloc(3_000_001, "0123456789abcdefg\r\n--");
    const src = file("big.iso", content);
    const checksum = createHash("sha512").update(content).digest("hex");
    expect((await run({ src, checksum })).result).toMatchObject({ changed: true, size: content.length });
  });

  test("compares the size of a download and replaces it only when forced", async () => {
    let content = "first";
    const url = `${await serve(() => content)}/x.iso`;
    expect((await run({ url })).result).toMatchObject({ changed: true, size: 5 });
    content = "second";
    expect((await run({ url })).result).toMatchObject({ changed: false, differs: true, size: 5 });
    expect((await run({ url, force: true })).result).toMatchObject({ changed: true, size: 6 });
    expect((await run({ url, force: true })).result).toMatchObject({ changed: false, size: 6 });
  });

  test("leaves the old image when its replacement is damaged", async () => {
    let content = "first";
    const url = `${await serve(() => content)}/x.iso`;
    await run({ url });
    content = "damaged";
    const failed = await run({ url, force: true, checksum: sha256("second") });
    expect(failed.result).toMatchObject({ failed: true, changed: false, code: "CHECKSUM_MISMATCH" });
    content = "first";
    expect((await run({ url })).result).toMatchObject({ changed: false, differs: false, size: 5 });
  });

  test("goes by the name, and says why, when the node may not be asked for a size", async () => {
    const url = "https://example.com/x.iso";
    await run({ url });
    const { result } = await run({ url }, { identity: "deploy" });
    expect(result).toMatchObject({ changed: false, notes: [expect.stringContaining("Sys.AccessNetwork")] });
  });

  test("goes by the name, and says why, when the address does not answer", async () => {
    await run({ url: "https://example.com/x.iso" });
    const { result } = await run({ url: "http://127.0.0.1:1/x.iso" });
    expect(result).toMatchObject({ changed: false, notes: [expect.stringContaining("Connection refused")] });
  });

  test("tells of a file that is not of the format its name says", async () => {
    const { result } = await run({ src: file("x.qcow2", "no qcow2 at all") });
    expect(result).toMatchObject({ failed: true, changed: false, code: "PROXMOX_TASK_FAILED" });
    expect(result["msg"]).toContain("'name' that ends in .raw");
  });

  test("waits for the download of an earlier run that gave up waiting", async () => {
    await simulator.stop();
    simulator = await startSimulator({ fixture: "demo", speed: 1 });
    const url = "https://example.com/x.iso";
    expect((await run({ url, timeout: 1 })).result).toMatchObject({ failed: true, code: "PROXMOX_TASK_TIMEOUT" });
    expect((await run({ url })).result).toMatchObject({
      changed: true,
      volid: "local:iso/x.iso",
      warnings: [expect.stringContaining("waited for")],
    });
    expect((await run({ url })).result).toMatchObject({ changed: false });
  });

  test("checks a file before it is sent, in check mode too", async () => {
    const args = { src: file("bad.iso", "bytes"), checksum: sha256("other bytes") };
    for (const check of [true, false])
      expect((await run(args, { check })).result).toMatchObject({ failed: true, code: "CHECKSUM_MISMATCH" });
    expect((await run({ name: "bad.iso", state: "absent" })).result).toMatchObject({ changed: false });
  });

  test("makes another seed of other content, and removes older ones of that name only when forced", async () => {
    const seed = (hostname: string) => ({ name: "web", seed: { user_data: { hostname } } });
    const first = (await run(seed("a"))).result;
    await run({ name: "web-db", seed: { user_data: { hostname: "db" } } });
    const second = (await run(seed("b"))).result;
    expect(second["volid"]).not.toBe(first["volid"]);
    expect((await run(seed("a"))).result).toMatchObject({ changed: false });
    expect((await run({ ...seed("b"), force: true })).result).toMatchObject({
      changed: true,
      diff: { after: { [String(first["volid"])]: null } },
    });
    expect((await run({ ...seed("b"), force: true })).result).toMatchObject({ changed: false });
    expect((await run({ name: "web-db", seed: { user_data: { hostname: "db" } } })).result["changed"]).toBe(false);
  });

  test("removes no ISO image that only looks like a seed", async () => {
    await run({ name: "debian-20251122.iso", src: file("debian-20251122.iso", "an image of somebody's") });
    expect((await run({ name: "debian", seed: { user_data: {} }, force: true })).result).toMatchObject({
      changed: true,
    });
    const again = await run({
      name: "debian-20251122.iso",
      src: file("debian-20251122.iso", "an image of somebody's"),
    });
    expect(again.result).toMatchObject({ changed: false, differs: false });
  });

  test("goes on with a seed of this content whose name has no mark", async () => {
    const seed = { user_data: { hostname: "old" } };
    const image = seedImage(seed);
    const former = `old-${shortHash(image)}.iso`;
    await run({ name: former, src: file(former, image) });
    const { result } = await run({ name: "old", seed });
    expect(result).toMatchObject({ changed: false, volid: `local:iso/${former}` });
  });

  test("shows nobody the password in an address", async () => {
    const url = "https://mirror:s3cr%65t@example.com/masked.iso";
    const { result } = await run({ url });
    expect(result).toMatchObject({ changed: true });
    expect(JSON.stringify(result)).not.toMatch(/s3cr(%65|e)t/);
  });

  test("leaves a seed's content out of what it returns", async () => {
    const { result } = await run({ name: "s", seed: { user_data: "#cloud-config\npassword: hunter22\n" } });
    expect(result).toMatchObject({ changed: true });
    expect(JSON.stringify(result)).not.toContain("hunter22");
  });

  const refused: Record<string, readonly [args: Args, code: string]> = {
    "a storage that does not hold such images": [
      { url: "https://example.com/x.iso", storage: "local-lvm" },
      "STORAGE_UNSUITABLE",
    ],
    "a file that is larger than the room left": [{ src: "SPARSE" }, "STORAGE_UNSUITABLE"],
    "a file that is not there": [{ src: "/nonexistent/x.iso" }, "FILE_NOT_FOUND"],
    "a folder": [{ src: "/tmp", name: "x.iso" }, "FILE_UNREADABLE"],
    "an image without a source": [{ name: "x.iso" }, "OPTION_MISSING"],
    "two sources": [{ src: "/etc/hostname", url: "https://example.com/x.iso" }, "OPTION_CONFLICT"],
    "a source that is no web address": [{ url: "ftp://example.com/x.iso" }, "OPTION_INVALID"],
    "verification of what is no download": [{ src: "/etc/hostname", name: "x.iso", verify: false }, "OPTION_CONFLICT"],
    "a seed without a header": [{ name: "s", seed: { user_data: "hostname: x" } }, "OPTION_INVALID"],
    "a checksum of a seed": [{ name: "s", seed: { user_data: {} }, checksum: sha256("") }, "OPTION_CONFLICT"],
    "a cluster without a chosen node": [{ node: null, url: "https://example.com/x.iso" }, "OPTION_MISSING"],
  };

  test.each(Object.entries(refused))("refuses %s, in check mode too", async (_name, [given, code]) => {
    const sparse = file("sparse.iso", "");
    truncateSync(sparse, 100 * 1024 ** 3);
    const args = given["src"] === "SPARSE" ? { src: sparse } : given;
    for (const check of [true, false])
      expect((await run(args, { check })).result).toMatchObject({ failed: true, changed: false, code });
  });

  const lacking: Record<string, readonly [args: Args, privilege: string]> = {
    "an upload": [{ src: file("p.iso", "x") }, "Datastore.AllocateTemplate on /storage/local"],
    "a download": [{ url: "https://example.com/x.iso" }, "Datastore.AllocateTemplate on /storage/local"],
    "a removal": [{ name: "there.iso", state: "absent" }, "Datastore.Allocate on /storage/local"],
  };

  test.each(Object.entries(lacking))(
    "tells what a credential lacks for %s, in check mode too",
    async (_name, given) => {
      const [args, privilege] = given;
      await run({ src: file("there.iso", "x") });
      for (const check of [true, false]) {
        const { result } = await run(args, { check, identity: "deploy" });
        expect(result).toMatchObject({ failed: true, changed: false, code: "PROXMOX_FORBIDDEN" });
        expect(result["msg"]).toContain(privilege);
      }
    },
  );

  test("tells that a download needs the network, where the storage is open", async () => {
    const granted = await converge("proxmox_acl", {
      ...connectionTo(simulator, "root"),
      path: "/storage/local",
      roles: ["PVEDatastoreAdmin"],
      users: ["deploy@pve"],
      tokens: ["deploy@pve!play"],
    });
    expect(granted.result).toMatchObject({ changed: true });
    expect((await run({ src: file("p.iso", "x") }, { identity: "deploy" })).result).toMatchObject({ changed: true });
    const { result } = await run({ url: "https://example.com/x.iso" }, { identity: "deploy" });
    expect(result).toMatchObject({ failed: true, code: "PROXMOX_FORBIDDEN" });
    expect(result["msg"]).toContain("Sys.AccessNetwork on /nodes/pve1");
  });
});
