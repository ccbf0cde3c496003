import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dataOf, pveRequest } from "../helpers/pve-request.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo", control: true });
});

beforeEach(async () => {
  await control("DELETE", "/faults");
  await control("DELETE", "/requests");
  await control("POST", "/reset");
});

afterAll(() => simulator.stop());

async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${simulator.control ?? ""}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

const get = (path: string) => pveRequest(simulator.url, { path });
const vm = "/nodes/pve1/qemu/101";

describe("faults", () => {
  test("drop a request before it is carried out", async () => {
    await control("POST", "/faults", { kind: "drop-before", method: "PUT", times: 1 });
    const change = { method: "PUT", path: `${vm}/config`, form: { name: "other" } };
    await expect(pveRequest(simulator.url, change)).rejects.toThrow(/hang up|ECONNRESET/);
    expect(dataOf(await get(`${vm}/config`))).toMatchObject({ name: "db-1" });
    expect((await pveRequest(simulator.url, change)).status).toBe(200);
  });

  test("drop the answer of a request that was carried out", async () => {
    await control("POST", "/faults", { kind: "drop-after", method: "PUT", times: 1 });
    await expect(
      pveRequest(simulator.url, { method: "PUT", path: `${vm}/config`, form: { name: "other" } }),
    ).rejects.toThrow(/hang up|ECONNRESET/);
    expect(dataOf(await get(`${vm}/config`))).toMatchObject({ name: "other" });
  });

  test("cut an answer in the middle", async () => {
    await control("POST", "/faults", { kind: "cut", path: "/version$", times: 1 });
    await expect(get("/version")).rejects.toThrow(/aborted|ECONNRESET/);
  });

  test.each([
    [{ kind: "status", status: 596, reason: "Broken pipe" }, 596, "Broken pipe"],
    [{ kind: "status", status: 503, reason: "Service Unavailable" }, 503, "Service Unavailable"],
    [{ kind: "expired-ticket" }, 401, "permission denied - invalid PVE ticket"],
    [{ kind: "lock-timeout" }, 500, "can't lock file '/var/lock/qemu-server/lock-101.conf' - got timeout"],
  ])("answer %j in the API's place", async (fault, status, reason) => {
    await control("POST", "/faults", { ...fault, path: "/qemu/101", times: 1 });
    expect(await get(`${vm}/config`)).toMatchObject({ status, reason });
    expect((await get(`${vm}/config`)).status).toBe(200);
  });

  test("delay and slow down answers", async () => {
    await control("POST", "/faults", { kind: "delay", milliseconds: 150, times: 1 });
    const started = Date.now();
    await get("/version");
    expect(Date.now() - started).toBeGreaterThanOrEqual(150);
    await control("POST", "/faults", { kind: "drip", milliseconds: 30, times: 1 });
    const dripping = Date.now();
    expect(dataOf(await get("/version"))).toMatchObject({ release: "9.2" });
    expect(Date.now() - dripping).toBeGreaterThanOrEqual(90);
  });

  test("hold requests to a rate", async () => {
    await control("POST", "/faults", { kind: "rate", perSecond: 20 });
    const started = Date.now();
    await Promise.all([get("/version"), get("/version"), get("/version"), get("/version")]);
    expect(Date.now() - started).toBeGreaterThanOrEqual(140);
  });

  test("make tasks fail, or hang while they hold the guest's lock", async () => {
    await control("POST", "/faults", { kind: "task-fail", task: "qmsnapshot", message: "out of space", times: 1 });
    const upid = dataOf(
      await pveRequest(simulator.url, { method: "POST", path: `${vm}/snapshot`, form: { snapname: "s1" } }),
    );
    const status = (id: unknown) => get(`/nodes/pve1/tasks/${encodeURIComponent(String(id))}/status`);
    expect(dataOf(await status(upid))).toMatchObject({ status: "stopped", exitstatus: "out of space" });
    await control("POST", "/faults", { kind: "task-hang", task: "qmsnapshot", times: 1 });
    const hanging = dataOf(
      await pveRequest(simulator.url, { method: "POST", path: `${vm}/snapshot`, form: { snapname: "s1" } }),
    );
    expect(dataOf(await status(hanging))).toMatchObject({ status: "running" });
    expect((await pveRequest(simulator.url, { method: "PUT", path: `${vm}/config`, form: { name: "x" } })).reason).toBe(
      "VM is locked (snapshot)",
    );
    const upidPath = `/nodes/pve1/tasks/${encodeURIComponent(String(hanging))}`;
    expect((await pveRequest(simulator.url, { method: "DELETE", path: upidPath })).status).toBe(200);
    expect(dataOf(await status(hanging))).toMatchObject({ exitstatus: "received interrupt" });
  });

  test.each([
    ["kill-before", "db-1"],
    ["kill-after", "other"],
  ])("%s ends the client, and the name is then %s", async (kind, name) => {
    const client = spawn("sleep", ["60"]);
    const ended = once(client, "exit");
    await control("POST", "/faults", { kind, pid: client.pid, method: "PUT", times: 1 });
    const change = { method: "PUT", path: `${vm}/config`, form: { name: "other" } };
    await expect(pveRequest(simulator.url, change)).rejects.toThrow(/hang up|ECONNRESET/);
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(dataOf(await get(`${vm}/config`))).toMatchObject({ name });
  });

  test("strike after some matches, so many times, and can be taken back", async () => {
    const { id } = Object(
      await control("POST", "/faults", { kind: "status", status: 500, reason: "no", skip: 1, times: 2 }),
    );
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await get("/version")).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
    expect(await control("GET", "/faults")).toEqual([expect.objectContaining({ id, struck: 2 })]);
    await control("DELETE", `/faults/${id}`);
    expect(await control("GET", "/faults")).toEqual([]);
  });

  test.each([
    [{ kind: "earthquake" }, /Unknown kind/],
    [{ kind: "delay" }, /needs milliseconds/],
    [{ kind: "cut", tiems: 1 }, /has no tiems/],
  ])("refuse what is no fault: %j", async (fault, message) => {
    await expect(control("POST", "/faults", fault)).rejects.toThrow(message);
  });
});

describe("the control API", () => {
  test("counts requests", async () => {
    await get("/version");
    await get("/nope");
    expect(await control("GET", "/requests")).toEqual([
      { method: "GET", path: "/version", status: 200 },
      { method: "GET", path: "/nope", status: 501 },
    ]);
    await control("DELETE", "/requests");
    expect(await control("GET", "/requests")).toEqual([]);
  });

  test("takes a node off the network", async () => {
    await control("PUT", "/nodes/pve2", { online: false });
    expect(await get("/nodes/pve2/lxc/201/config")).toMatchObject({ status: 595, text: "" });
    expect(dataOf(await get("/cluster/resources"))).toContainEqual(
      expect.objectContaining({ id: "lxc/201", status: "unknown" }),
    );
    await control("PUT", "/nodes/pve2", { online: true });
    expect((await get("/nodes/pve2/lxc/201/config")).status).toBe(200);
  });

  test("puts the clock forward, so that tickets expire", async () => {
    const form = { username: "root@pam", password: "oracle-root" };
    const login = { method: "POST", path: "/access/ticket", form, authorization: "" };
    const { ticket } = Object(dataOf(await pveRequest(simulator.url, login)));
    const renew = { ...login, form: { username: "root@pam", password: String(ticket) } };
    expect((await pveRequest(simulator.url, renew)).status).toBe(200);
    await control("POST", "/clock", { advance: 7300 });
    expect((await pveRequest(simulator.url, renew)).status).toBe(401);
  });

  test("shows the state, and brings the fixture back", async () => {
    await pveRequest(simulator.url, { method: "PUT", path: `${vm}/config`, form: { name: "other" } });
    const { guests } = Object(await control("GET", "/state"));
    expect(guests).toContainEqual(
      expect.objectContaining({ vmid: 101, config: expect.objectContaining({ name: "other" }) }),
    );
    await control("POST", "/reset");
    expect(dataOf(await get(`${vm}/config`))).toMatchObject({ name: "db-1" });
  });
});
