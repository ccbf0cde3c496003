import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { ConnectionPool } from "../../../core/proxmox/connection-pool.ts";
import { runModule } from "../../../modules/kit/run-module.ts";
import proxmoxImage from "../../../modules/proxmox_image/index.ts";
import { answer, type ApiServer, type SeenRequest, startApiServer } from "../../helpers/api-server.ts";
import { converge } from "../../helpers/converge.ts";

const NODE = "/nodes/pve1";
const upid = (type: string, id: string): string => `UPID:pve1:00000001:00000001:00000001:${type}:${id}:root@pam:`;

const GRANTED = {
  "/storage/local": { "Datastore.AllocateTemplate": 1, "Datastore.Allocate": 1 },
  "/nodes/pve1": { "Sys.AccessNetwork": 1 },
};

let server: ApiServer;

afterEach(async () => {
  await server.close();
});

/** A server with one storage that answers what is special here and else as usual; `arrived` names the volumes it lists. */
async function serve(special: (request: SeenRequest) => unknown, arrived: () => readonly string[]): Promise<void> {
  server = await startApiServer((request, response) => {
    const own = special(request);
    if (own !== undefined) return answer(response, own);
    if (/\/content\b/.test(request.path))
      return answer(
        response,
        arrived().map((volid) => ({ volid, size: 1 })),
      );
    if (request.path.startsWith(`${NODE}/tasks/`)) return answer(response, { status: "stopped", exitstatus: "OK" });
    if (request.path.startsWith("/access/permissions")) return answer(response, GRANTED);
    if (/\/tasks\?/.test(request.path)) return answer(response, []);
    return answer(response, { content: "iso,vztmpl", active: 1, avail: 1000 });
  });
}

const connection = () => ({
  api_host: "127.0.0.1",
  api_port: server.port,
  fingerprint: server.fingerprint,
  api_user: "root@pam!tk",
  api_token_secret: "secret",
  node: "pve1",
});

const run = async (args: Readonly<Record<string, unknown>>) =>
  (await converge("proxmox_image", { ...connection(), ...args })).result;

const sent = (method: string) => server.seen.filter((request) => request.method === method);

describe("proxmox_image", () => {
  test("fetches a container template from the server's own list", async () => {
    await serve(
      ({ method }) => (method === "POST" ? upid("download", "t") : undefined),
      () => (sent("POST").length > 0 ? ["local:vztmpl/debian-13_amd64.tar.zst"] : []),
    );
    expect(await run({ name: "debian-13_amd64.tar.zst" })).toMatchObject({ changed: true, size: 1 });
    expect(sent("POST").map(({ path, body }) => [path, body])).toEqual([
      [`${NODE}/aplinfo`, "storage=local&template=debian-13_amd64.tar.zst"],
    ]);
  });

  test("waits for a download that an earlier run began, and begins no second one", async () => {
    let waited = false;
    await serve(
      ({ path }) => {
        if (path.startsWith(`${NODE}/tasks?`)) return [{ upid: upid("download", "x.iso"), id: "x.iso" }];
        if (path.includes("/query-url-metadata")) return { size: 1 };
        waited ||= path.includes("/tasks/UPID");
        return undefined;
      },
      () => (waited ? ["local:iso/x.iso"] : []),
    );
    expect(await run({ url: "https://example.com/x.iso" })).toMatchObject({
      changed: true,
      warnings: [expect.stringContaining("waited for")],
    });
    expect(sent("POST")).toEqual([]);
  });

  test("passes checksum, compression and verification on to the server", async () => {
    await serve(
      ({ method }) => (method === "POST" ? upid("download", "x.iso") : undefined),
      () => (sent("POST").length > 0 ? ["local:iso/x.iso"] : []),
    );
    const checksum = `md5:${"0".repeat(32)}`;
    await run({ url: "https://example.com/x.iso.gz", checksum, compression: "gz", verify: false });
    expect(Object.fromEntries(new URLSearchParams(sent("POST")[0]?.body))).toEqual({
      content: "iso",
      filename: "x.iso",
      url: "https://example.com/x.iso.gz",
      compression: "gz",
      "verify-certificates": "0",
      checksum: "0".repeat(32),
      "checksum-algorithm": "md5",
    });
  });

  test("sends an upload in the form PVE's parser takes: fields in its order, the file last, the length known", async () => {
    await serve(
      ({ method }) => (method === "POST" ? upid("imgcopy", "") : undefined),
      () => (sent("POST").length > 0 ? ["local:iso/x.iso"] : []),
    );
    const src = join(mkdtempSync(join(tmpdir(), "pveplay-image-")), "x.iso");
    writeFileSync(src, "y");
    await run({ src, checksum: "415290769594460e2e485922904f345d" });
    const { headers, body = "" } = sent("POST")[0] ?? {};
    const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(String(headers?.["content-type"]))?.[1];
    expect(headers?.["content-length"]).toBe(String(body.length));
    expect(headers?.["transfer-encoding"]).toBeUndefined();
    const part = 'Content-Disposition: form-data; name="';
    expect(body.replaceAll(boundary ?? "?", "B").split("\r\n--B")).toEqual([
      `--B\r\n${part}content"\r\n\r\niso`,
      `\r\n${part}checksum-algorithm"\r\n\r\nmd5`,
      `\r\n${part}checksum"\r\n\r\n415290769594460e2e485922904f345d`,
      `\r\n${part}filename"; filename="x.iso"\r\nContent-Type: application/octet-stream\r\n\r\ny`,
      "--\r\n",
    ]);
  });

  test("gives an upload up when it is told to stop", async () => {
    const stop = new AbortController();
    server = await startApiServer(({ method, path }, response) => {
      if (method === "POST") stop.abort();
      else answer(response, path.includes("/content") ? [] : { content: "iso", ...GRANTED });
    });
    const src = join(mkdtempSync(join(tmpdir(), "pveplay-image-")), "x.iso");
    writeFileSync(src, "y");
    const connections = new ConnectionPool();
    const context = { checkMode: false, diff: false, noLog: false, verbosity: 0, env: {}, connections };
    const result = await runModule(proxmoxImage, { ...connection(), src }, { ...context, signal: stop.signal });
    expect(result).toMatchObject({ failed: true, changed: false, code: "INTERRUPTED" });
    await connections.close();
  });

  test("says so when a task that ended well left nothing", async () => {
    await serve(
      ({ method }) => (method === "POST" ? upid("download", "x.iso") : undefined),
      () => [],
    );
    expect(await run({ url: "https://example.com/x.iso" })).toMatchObject({
      failed: true,
      changed: false,
      code: "PROXMOX_NOT_FOUND",
    });
  });
});
