import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pveApi } from "../../helpers/pve-api.ts";

const image = Buffer.alloc(1000, "x");
const server = createServer((_request, response) => response.end(image));
let base = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address: AddressInfo | string | null = server.address();
  base = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
});

afterAll(() => server.close());

const path = "/nodes/pve/storage/local/download-url";

describe("download-url", () => {
  test("fetches from the loopback and checks the digest", async () => {
    const api = await pveApi();
    const checksum = createHash("sha256").update(image).digest("hex");
    const params = {
      content: "iso",
      filename: "a.iso",
      url: `${base}/a.iso`,
      checksum,
      "checksum-algorithm": "sha256",
    };
    expect(await api.task("POST", path, params)).toBe("OK");
    expect(await api.data("GET", "/nodes/pve/storage/local/content/local:iso/a.iso")).toMatchObject({ size: 1000 });
  });

  test("fails when the digest is another", async () => {
    const api = await pveApi();
    const params = {
      content: "iso",
      filename: "a.iso",
      url: `${base}/a.iso`,
      checksum: "00",
      "checksum-algorithm": "sha1",
    };
    expect(await api.task("POST", path, params)).toMatch(/^checksum mismatch: got '[0-9a-f]{40}' != expect '00'$/);
  });

  test("fails when nobody answers", async () => {
    const api = await pveApi();
    const params = { content: "iso", filename: "a.iso", url: "http://127.0.0.1:1/a.iso" };
    expect(await api.task("POST", path, params)).toBe(
      "download failed: Connecting to 127.0.0.1:1... failed: Connection refused.",
    );
  });

  test("invents a cloud image for any other server, from which a VM boots", async () => {
    const api = await pveApi();
    await api.task("POST", path, {
      content: "import",
      filename: "debian.qcow2",
      url: "https://cloud.example.com/debian.qcow2",
    });
    await api.task("POST", "/nodes/pve/qemu", {
      vmid: 100,
      scsi0: "local:0,import-from=local:import/debian.qcow2",
      agent: 1,
      boot: "order=scsi0",
      start: 1,
    });
    expect((await api.answer("POST", "/nodes/pve/qemu/100/agent/ping")).status).toBe(200);
  });
});
