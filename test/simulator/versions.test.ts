import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dataOf, pveRequest } from "../helpers/pve-request.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

const DEPLOY = "PVEAPIToken=deploy@pve!play=33333333-3333-3333-3333-333333333333";

describe.each([
  { pve: "8.4", privilege: "VM.Monitor", missing: "VM.GuestAgent.Audit", regenerates: false, memhost: false },
  { pve: "9.2", privilege: "VM.GuestAgent.Audit", missing: "VM.Monitor", regenerates: true, memhost: true },
] as const)("PVE $pve", ({ pve, privilege, missing, regenerates, memhost }) => {
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = await startSimulator({ fixture: "demo", pve });
  });

  afterAll(() => simulator.stop());

  const role = (roleid: string, privs: string) =>
    pveRequest(simulator.url, { method: "POST", path: "/access/roles", form: { roleid, privs } });

  test("says which release it is", async () => {
    expect(dataOf(await pveRequest(simulator.url, { path: "/version" }))).toMatchObject({ release: pve });
  });

  test("knows its privileges and no others", async () => {
    expect((await role("Mine", privilege)).status).toBe(200);
    expect((await role("Other", missing)).text).toContain(`invalid privilege '${missing}'`);
  });

  test("asks for its own privilege before the agent answers", async () => {
    const acl = { path: "/vms/101", users: "deploy@pve", tokens: "deploy@pve!play", roles: "PVETemplateUser" };
    await pveRequest(simulator.url, { method: "PUT", path: "/access/acl", form: acl });
    const refused = await pveRequest(simulator.url, {
      path: "/nodes/pve1/qemu/101/agent/get-osinfo",
      authorization: DEPLOY,
    });
    expect(refused.reason).toContain(`/vms/101, ${privilege}`);
  });

  test("renews secrets only where the release can", async () => {
    const form = { regenerate: 1 };
    const { status } = await pveRequest(simulator.url, {
      method: "PUT",
      path: "/access/users/deploy@pve/token/play",
      form,
    });
    expect(status).toBe(regenerates ? 200 : 400);
  });

  test("has groups for high availability, or rules in their place", async () => {
    const form = { group: "g1", nodes: "pve1" };
    expect((await pveRequest(simulator.url, { method: "POST", path: "/cluster/ha/groups", form })).status).toBe(
      pve === "8.4" ? 200 : 500,
    );
    expect((await pveRequest(simulator.url, { path: "/cluster/ha/rules" })).status).toBe(pve === "8.4" ? 501 : 200);
  });

  test("shows the fields of its status", async () => {
    const status = Object(dataOf(await pveRequest(simulator.url, { path: "/nodes/pve1/qemu/102/status/current" })));
    expect("memhost" in status).toBe(memhost);
  });
});
