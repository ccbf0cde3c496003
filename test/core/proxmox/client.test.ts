import { mkdtempSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { HintedError } from "../../../core/errors.ts";
import { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { Connection } from "../../../core/proxmox/connection.ts";
import type { Credential } from "../../../core/proxmox/credentials.ts";
import { waitForTask } from "../../../core/proxmox/task.ts";
import type { TlsOptions } from "../../../core/proxmox/tls.ts";
import { answer, type ApiServer, refuse, type SeenRequest, startApiServer } from "../../helpers/api-server.ts";
import { failureOf } from "../../helpers/failure-of.ts";

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

interface Setup {
  readonly tls?: (server: ApiServer) => Partial<TlsOptions>;
  readonly credential?: Credential;
  readonly host?: string;
  readonly signal?: AbortSignal;
  readonly timeout?: number;
}

async function setUp(handler: (request: SeenRequest, response: ServerResponse) => void, setup: Setup = {}) {
  const server = await startApiServer(handler);
  const tls = setup.tls?.(server) ?? { fingerprint: server.fingerprint };
  const connection = new Connection({
    host: setup.host ?? "127.0.0.1",
    port: server.port,
    tls: { validateCerts: true, ...tls },
    credential: setup.credential ?? { kind: "token", id: "root@pam!t", secret: "s-e-c-r-e-t" },
    timeout: setup.timeout ?? 5,
  });
  cleanups.push(
    () => connection.close(),
    () => server.close(),
  );
  return { server, client: new ProxmoxClient(connection, setup.signal ?? new AbortController().signal) };
}

describe("ProxmoxClient", () => {
  test("sends parameters percent-encoded, in the query of reads and the body of writes", async () => {
    const { server, client } = await setUp((_request, response) => answer(response, null));
    const params = { a: "x=1;b+c &ü", flag: true, off: false, list: ["1", "2"], gone: undefined };
    await client.get("/x", params);
    await client.put("/x", params);
    await client.delete("/x", params);
    const encoded = "a=x%3D1%3Bb%2Bc%20%26%C3%BC&flag=1&off=0&list=1&list=2";
    expect(server.seen.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["GET", `/x?${encoded}`, ""],
      ["PUT", "/x", encoded],
      ["DELETE", `/x?${encoded}`, ""],
    ]);
  });

  test("authenticates with a token and without a ticket", async () => {
    const { server, client } = await setUp((_request, response) => answer(response, 1));
    await client.post("/x");
    expect(server.seen[0]?.headers).toMatchObject({ authorization: "PVEAPIToken=root@pam!t=s-e-c-r-e-t" });
    expect(server.seen[0]?.headers).not.toHaveProperty("csrfpreventiontoken");
  });

  test("gets a ticket for a password, sends the CSRF token with writes, and renews an expired ticket once", async () => {
    let tickets = 0;
    const { server, client } = await setUp(
      ({ path, headers }, response) => {
        if (path === "/access/ticket")
          return answer(response, { ticket: `PVE:t${++tickets}`, CSRFPreventionToken: `c${tickets}` });
        return headers.cookie === "PVEAuthCookie=PVE%3At2"
          ? answer(response, "ok")
          : refuse(response, 401, "permission denied - invalid PVE ticket");
      },
      { credential: { kind: "password", user: "root@pam", password: "pw" } },
    );
    expect(await client.post("/x")).toBe("ok");
    expect(server.seen.map(({ path }) => path)).toEqual(["/access/ticket", "/x", "/access/ticket", "/x"]);
    expect(server.seen[3]?.headers).toMatchObject({ csrfpreventiontoken: "c2" });
  });

  test("tries a refused password once and not again", async () => {
    const { server, client } = await setUp((_request, response) => refuse(response, 401, "authentication failure"), {
      credential: { kind: "password", user: "root@pam", password: "wrong" },
    });
    expect((await failureOf(client.get("/x"))).code).toBe("PROXMOX_UNAUTHORIZED");
    expect(server.seen).toHaveLength(1);
  });

  test("asks for one ticket when several requests start at once", async () => {
    const { server, client } = await setUp(
      ({ path }, response) =>
        answer(response, path === "/access/ticket" ? { ticket: "PVE:t", CSRFPreventionToken: "c" } : 1),
      { credential: { kind: "password", user: "root@pam", password: "pw" } },
    );
    await Promise.all([client.get("/a"), client.get("/b"), client.get("/c")]);
    expect(server.seen.filter(({ path }) => path === "/access/ticket")).toHaveLength(1);
  });

  test("refuses a ticket that is only half of two factors", async () => {
    const { client } = await setUp(
      (_request, response) => answer(response, { ticket: "PVE:!tfa!x", CSRFPreventionToken: "c" }),
      {
        credential: { kind: "password", user: "root@pam", password: "pw" },
      },
    );
    expect((await failureOf(client.get("/x"))).code).toBe("PROXMOX_UNAUTHORIZED");
  });
});

describe("ProxmoxClient tells failures apart", () => {
  const cases: Record<string, readonly [number, string, string]> = {
    "wrong credential": [401, "Authentication failed!", "PROXMOX_UNAUTHORIZED"],
    "missing privilege": [403, "Permission check failed (/vms/100, VM.Audit)", "PROXMOX_FORBIDDEN"],
    "wrapped missing privilege": [
      500,
      "update pools failed: 403 Permission check failed (/pool/x, Pool.Allocate)",
      "PROXMOX_FORBIDDEN",
    ],
    "what only root itself may do": [500, "only root can set 'lock' config", "PROXMOX_FORBIDDEN"],
    "bad parameter": [400, "Parameter verification failed.", "PROXMOX_BAD_REQUEST"],
    "missing object": [500, "Configuration file 'nodes/pve/qemu-server/999.conf' does not exist", "PROXMOX_NOT_FOUND"],
    "lost race": [500, "checksum mismatch (file change by other user?)", "PROXMOX_CONFLICT"],
    "locked guest": [500, "VM is locked (backup)", "PROXMOX_LOCKED"],
    "unknown call": [501, "Method 'GET /x' not implemented", "PROXMOX_SERVER_ERROR"],
    "anything else": [500, "something broke", "PROXMOX_SERVER_ERROR"],
  };

  test.each(Object.entries(cases))("%s", async (_name, [status, reason, code]) => {
    const { client } = await setUp((_request, response) => refuse(response, status, reason));
    expect((await failureOf(client.post("/x"))).code).toBe(code);
  });

  test("a missing privilege with the command that grants it", async () => {
    const { client } = await setUp((_request, response) =>
      refuse(response, 403, "Permission check failed (/vms/100, VM.Audit|VM.Config.Disk)"),
    );
    const { hint } = await failureOf(client.get("/x"));
    expect(hint).toContain("Grant VM.Audit or VM.Config.Disk on /vms/100 to root@pam!t");
    expect(hint).toContain("pveum acl modify /vms/100 --tokens 'root@pam!t'");
  });

  test("an answer that is no API answer", async () => {
    const { client } = await setUp((_request, response) => response.end("<html>login</html>"));
    expect((await failureOf(client.get("/x"))).code).toBe("PROXMOX_BAD_ANSWER");
  });

  test("an answer cut in the middle, without repeating the write", async () => {
    const { server, client } = await setUp((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"data":', () => response.destroy());
    });
    const error = await failureOf(client.post("/x"));
    expect(error.code).toBe("PROXMOX_CONNECTION_LOST");
    expect(error.message).toContain("whether the change was applied is unknown");
    expect(server.seen).toHaveLength(1);
  });

  test("a read that was cut, by asking again", async () => {
    let asked = 0;
    const { client } = await setUp((_request, response) =>
      ++asked === 1 ? response.destroy() : answer(response, asked),
    );
    expect(await client.get("/x")).toBe(2);
  });

  test("a lock that was waited for in vain, by asking again", async () => {
    let asked = 0;
    const { client } = await setUp((_request, response) =>
      ++asked === 1
        ? refuse(response, 500, "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout")
        : answer(response, asked),
    );
    expect(await client.put("/x")).toBe(2);
  });

  test("a command the guest agent did not confirm, which may be at work and is not sent again", async () => {
    const { server, client } = await setUp((_request, response) =>
      refuse(response, 500, "VM 101 qga command 'guest-exec' failed - got timeout"),
    );
    expect((await failureOf(client.post("/x"))).code).toBe("PROXMOX_SERVER_ERROR");
    expect(server.seen).toHaveLength(1);
  });

  test("a slow answer", async () => {
    const { client } = await setUp(() => undefined, { timeout: 1 });
    expect((await failureOf(client.post("/x"))).code).toBe("PROXMOX_TIMEOUT");
  });

  test("nobody listening", async () => {
    const { server, client } = await setUp((_request, response) => answer(response, 1));
    await server.close();
    cleanups.splice(1);
    expect((await failureOf(client.post("/x"))).code).toBe("PROXMOX_UNREACHABLE");
  });

  test("a host nobody knows", async () => {
    const { client } = await setUp((_request, response) => answer(response, 1), { host: "no-such-host.invalid" });
    expect((await failureOf(client.post("/x"))).code).toBe("PROXMOX_HOST_UNKNOWN");
  });
});

describe("Connection checks the certificate", () => {
  const caFile = ({ ca }: ApiServer): string => {
    const path = join(mkdtempSync(join(tmpdir(), "pveplay-ca-")), "ca.pem");
    writeFileSync(path, ca);
    return path;
  };
  const cases: Record<string, readonly [(server: ApiServer) => Partial<TlsOptions>, string | undefined]> = {
    "and accepts the pinned one": [({ fingerprint }) => ({ fingerprint }), undefined],
    "and accepts a pin in small letters without colons": [
      ({ fingerprint }) => ({ fingerprint: fingerprint.replaceAll(":", "").toLowerCase() }),
      undefined,
    ],
    "and refuses another than the pinned one": [() => ({ fingerprint: "AA".repeat(32) }), "PROXMOX_TLS"],
    "and refuses a self-signed one nobody vouches for": [() => ({}), "PROXMOX_TLS"],
    "and accepts one its authority vouches for": [(server) => ({ caPath: caFile(server) }), undefined],
    "and accepts a pin beside the authority": [
      (server) => ({ caPath: caFile(server), fingerprint: server.fingerprint }),
      undefined,
    ],
    "and refuses a wrong pin although the authority vouches": [
      (server) => ({ caPath: caFile(server), fingerprint: "AA".repeat(32) }),
      "PROXMOX_TLS",
    ],
    "unless told not to": [() => ({ validateCerts: false }), undefined],
    "against the pin even when told not to": [
      () => ({ validateCerts: false, fingerprint: "AA".repeat(32) }),
      "PROXMOX_TLS",
    ],
    "and says that a CA file is missing": [() => ({ caPath: "/no/such/ca.pem" }), "OPTION_INVALID"],
    "and says that a pin is no fingerprint": [() => ({ fingerprint: "12:34" }), "OPTION_INVALID"],
  };

  test.each(Object.entries(cases))("%s", async (_name, [tls, code]) => {
    const { server, client } = await setUp((_request, response) => answer(response, "ok"), { tls });
    const outcome = await client
      .get("/x")
      .catch((error: unknown) => (error instanceof HintedError ? error.code : error));
    expect(outcome).toBe(code ?? "ok");
    if (code !== undefined) expect(server.seen).toEqual([]);
  });
});

describe("waitForTask()", () => {
  const upid = "UPID:pve1:00007675:00097DAD:6B0277BD:qmstart:100:root@pam!t:";
  const statuses = (...list: readonly object[]) => {
    let index = 0;
    return (request: SeenRequest, response: ServerResponse) =>
      request.path.endsWith("/status")
        ? answer(response, list[index++] ?? list.at(-1))
        : answer(response, [
            { n: 1, t: "line one" },
            { n: 2, t: "WARN: disk nearly full" },
            { n: 3, t: "TASK ERROR: x" },
          ]);
  };

  test("costs one request for a task that has ended", async () => {
    const { server, client } = await setUp(statuses({ status: "stopped", exitstatus: "OK" }));
    expect(await waitForTask(client, upid, 5)).toEqual({ upid, warnings: [] });
    expect(server.seen).toHaveLength(1);
  });

  test("polls until the task has ended", async () => {
    const { server, client } = await setUp(
      statuses({ status: "running" }, { status: "running" }, { status: "stopped", exitstatus: "OK" }),
    );
    await waitForTask(client, upid, 5);
    expect(server.seen).toHaveLength(3);
  });

  test("returns the warnings of a task that ended with some", async () => {
    const { client } = await setUp(statuses({ status: "stopped", exitstatus: "WARNINGS: 1" }));
    expect((await waitForTask(client, upid, 5)).warnings).toEqual(["WARN: disk nearly full"]);
  });

  test("fails at once with the real reason and the end of the log", async () => {
    const { server, client } = await setUp(statuses({ status: "stopped", exitstatus: "start failed: no space" }));
    const error = await failureOf(waitForTask(client, upid, 60));
    expect(error).toMatchObject({
      code: "PROXMOX_TASK_FAILED",
      message: expect.stringContaining("start failed: no space") as string,
      details: { upid, task_log: ["line one", "WARN: disk nearly full"] },
    });
    expect(server.seen).toHaveLength(2);
  });

  test("names the task that still runs when the time is up", async () => {
    const { client } = await setUp(statuses({ status: "running" }));
    expect(await failureOf(waitForTask(client, upid, 0))).toMatchObject({
      code: "PROXMOX_TASK_TIMEOUT",
      details: { upid },
    });
  });

  test("names the task that still runs when it is interrupted", async () => {
    const stop = new AbortController();
    const { client } = await setUp(statuses({ status: "running" }), { signal: stop.signal });
    const waiting = failureOf(waitForTask(client, upid, 60));
    setTimeout(() => stop.abort(), 50);
    expect(await waiting).toMatchObject({ code: "INTERRUPTED", details: { upid } });
  });

  test("refuses what is no UPID", async () => {
    const { client } = await setUp(statuses({}));
    expect((await failureOf(waitForTask(client, "nonsense", 1))).code).toBe("PROXMOX_BAD_ANSWER");
  });
});
