import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { Connection } from "../../../core/proxmox/connection.ts";
import { waitForTask } from "../../../core/proxmox/task.ts";
import { answer, type ApiServer, refuse, startApiServer } from "../../helpers/api-server.ts";
import { failureOf } from "../../helpers/failure-of.ts";

const UPID = "UPID:pve1:00001234:00005678:67000000:vzdump:101:root@pam:";

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function clientOf(server: ApiServer): Promise<ProxmoxClient> {
  const connection = new Connection({
    host: "127.0.0.1",
    port: server.port,
    tls: { validateCerts: true, fingerprint: server.fingerprint },
    credential: { kind: "token", id: "root@pam!t", secret: "s-e-c-r-e-t" },
    timeout: 5,
  });
  cleanups.push(() => connection.close());
  return new ProxmoxClient(connection, new AbortController().signal);
}

/** A server whose answers to a task's status and log are these. */
async function serve(
  status: (response: ServerResponse, poll: number) => void,
  log?: (response: ServerResponse) => void,
) {
  let polls = 0;
  const server = await startApiServer(({ path }, response) =>
    path.endsWith("/status") ? status(response, ++polls) : log?.(response),
  );
  return { server, client: await clientOf(server) };
}

describe("waitForTask(), where the server fails,", () => {
  test("goes on when the server does not answer for longer than a call is repeated", async () => {
    const { server, client } = await serve((response, poll) =>
      poll <= 6
        ? refuse(response, 596, "Connection timed out")
        : answer(response, { status: "stopped", exitstatus: "OK" }),
    );
    cleanups.push(() => server.close());
    expect(await waitForTask(client, UPID, 60)).toEqual({ upid: UPID, warnings: [] });
  });

  test("names the task that may still run when the server is gone for good", async () => {
    const { server, client } = await serve((response, poll) => {
      answer(response, { status: "running" });
      if (poll === 2) void server.close();
    });
    const error = await failureOf(waitForTask(client, UPID, 1));
    expect(error).toMatchObject({ code: "PROXMOX_UNREACHABLE", details: { upid: UPID } });
    expect(error.hint).toContain(UPID);
  });

  test("names the task when it may not be followed any more", async () => {
    const { server, client } = await serve((response) => refuse(response, 403, "Permission check failed"));
    cleanups.push(() => server.close());
    const error = await failureOf(waitForTask(client, UPID, 60));
    expect(error).toMatchObject({ code: "PROXMOX_FORBIDDEN", details: { upid: UPID } });
  });

  test.each([
    [400, "Parameter verification failed.", "PROXMOX_BAD_REQUEST"],
    [500, "hostname lookup 'gone' failed", "PROXMOX_SERVER_ERROR"],
  ])("asks once where the node itself says no (%i)", async (status, reason, code) => {
    const { server, client } = await serve((response) => refuse(response, status, reason));
    cleanups.push(() => server.close());
    expect((await failureOf(waitForTask(client, UPID, 60))).code).toBe(code);
    expect(server.seen).toHaveLength(1);
  });

  test("tells how a task ended whose log can not be read", async () => {
    const { server, client } = await serve(
      (response) => answer(response, { status: "stopped", exitstatus: "no space left" }),
      (response) => refuse(response, 500, "unable to open file"),
    );
    cleanups.push(() => server.close());
    const error = await failureOf(waitForTask(client, UPID, 60));
    expect(error).toMatchObject({ code: "PROXMOX_TASK_FAILED", details: { exitstatus: "no space left" } });
  });
});
