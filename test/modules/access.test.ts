import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectionTo, converge } from "../helpers/converge.ts";
import { accessCases } from "./cases/access.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

let simulator: Simulator;

type Args = Readonly<Record<string, unknown>>;

const run = async (module: string, args: Args, check = false) =>
  (await converge(module, { ...connectionTo(simulator, "root"), ...args }, { check })).result;
const tokensOf = async (userid: string) =>
  (await run("proxmox_api", { path: `/access/users/${userid}/token` }))["data"];

afterEach(async () => {
  await simulator.stop();
});

describe("what goes wrong elsewhere with users and ACLs does not here", () => {
  beforeEach(async () => {
    simulator = await startSimulator({ fixture: "demo", speed: 0 });
    await run("proxmox_user", { userid: "bob@pve", comment: "Bob" });
    await run("proxmox_token", { userid: "bob@pve!ci", return_secret: true });
  });

  test("a user task that does not mention tokens leaves every token", async () => {
    await run("proxmox_user", { userid: "bob@pve" });
    await run("proxmox_user", { userid: "bob@pve", comment: "Robert" });
    expect(await tokensOf("bob@pve")).toEqual([expect.objectContaining({ tokenid: "ci" })]);
  });

  test("a disabled user stays disabled when another field changes, and the order of groups does not matter", async () => {
    for (const groupid of ["a1", "b1"]) await run("proxmox_group", { groupid });
    await run("proxmox_user", { userid: "bob@pve", enable: false, groups: ["b1", "a1"] });
    await run("proxmox_user", { userid: "bob@pve", comment: "x" });
    expect(await run("proxmox_user", { userid: "bob@pve", enable: false, groups: ["a1", "b1"] })).toMatchObject({
      changed: false,
    });
  });

  test("check mode says that a user would go, with the tokens that go along", async () => {
    expect(await run("proxmox_user", { userid: "bob@pve", state: "absent" }, true)).toMatchObject({
      changed: true,
      diff: { before: { tokens: ["ci"] } },
    });
    expect(await tokensOf("bob@pve")).toHaveLength(1);
  });

  test("an entry that propagates is narrowed when the task says so, and removed whatever its flag", async () => {
    const entry = { path: "/vms", users: ["bob@pve"], roles: ["PVEVMUser"] };
    await run("proxmox_acl", entry);
    expect(await run("proxmox_acl", { ...entry, propagate: false })).toMatchObject({ changed: true });
    expect(await run("proxmox_acl", { ...entry, state: "absent" })).toMatchObject({ changed: true });
    expect(await run("proxmox_acl", { ...entry, state: "absent" })).toMatchObject({ changed: false });
  });

  test("a group's comment is updated", async () => {
    await run("proxmox_group", { groupid: "ops", comment: "one" });
    expect(await run("proxmox_group", { groupid: "ops", comment: "two" })).toMatchObject({ changed: true });
  });

  test("a token's secret is told once, when it is made", async () => {
    const made = await run("proxmox_token", { userid: "bob@pve!deploy", return_secret: true });
    expect(made["token_secret"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(await run("proxmox_token", { userid: "bob@pve!deploy" })).not.toHaveProperty("token_secret");
  });
});

describe("check mode of the modules for access", () => {
  beforeEach(async () => {
    simulator = await startSimulator({ fixture: "demo", speed: 0 });
  });

  const stateOf = async (): Promise<unknown> => {
    const lists = ["/access/acl", "/access/groups", "/access/roles"].map((path) => run("proxmox_api", { path }));
    const users = run("proxmox_api", { path: "/access/users", params: { full: true } });
    return (await Promise.all([...lists, users])).map(({ data }) => data);
  };

  test.each(Object.entries(accessCases))("changes nothing: %s", async (_name, { module, args, before = [] }) => {
    for (const step of before) await run(step.module, step.args);
    const found = await stateOf();
    expect(await run(module, args, true)).toMatchObject({ changed: true });
    expect(await stateOf()).toEqual(found);
  });
});

describe("proxmox_acl and the rights of who asks", () => {
  const boss = { api_user: "boss@pve", api_password: "password-of-boss" };
  const asBoss = (args: Args, check = false) =>
    run("proxmox_acl", { ...boss, api_token_secret: undefined, ...args }, check);

  beforeEach(async () => {
    simulator = await startSimulator({ fixture: "demo", speed: 0 });
    await run("proxmox_group", { groupid: "bosses" });
    await run("proxmox_user", { userid: "boss@pve", password: "password-of-boss", groups: ["bosses"] });
    await run("proxmox_acl", { path: "/vms", roles: ["Administrator"], groups: ["bosses"] });
  });

  test("refuses in check mode and for real to shut the caller out, and does it when forced", async () => {
    const emptied = { path: "/vms", state: "exact", entries: [] };
    for (const check of [true, false])
      expect(await asBoss(emptied, check)).toMatchObject({ failed: true, changed: false, code: "ACCESS_LOCKOUT" });
    expect(await asBoss({ path: "/vms/101", state: "exact", entries: [] })).toMatchObject({ changed: false });
    expect(await asBoss({ ...emptied, force: true }, true)).toMatchObject({ changed: true });
  });

  test("lets a path be emptied by who has rights from above, and shows every entry that goes", async () => {
    const { changed, diff } = await run("proxmox_acl", { path: "/vms", state: "exact", entries: [] });
    expect(changed).toBe(true);
    expect(diff).toMatchObject({
      before: {
        "/vms group bosses Administrator": "propagate",
        "/vms token deploy@pve!play Provisioner": "propagate",
        "/vms user deploy@pve Provisioner": "propagate",
      },
      after: { "/vms group bosses Administrator": null },
    });
  });
});

describe("proxmox_role knows the server's version", () => {
  test.each(["8.4", "9.2"] as const)("and has presets that fit %s", async (pve) => {
    simulator = await startSimulator({ fixture: "demo", speed: 0, pve });
    for (const preset of ["vm-operator", "vm-manager", "provisioner", "self-backup"])
      expect(await run("proxmox_role", { roleid: preset, preset })).toMatchObject({ changed: true });
  });

  test.each([
    ["9.2", "VM.Monitor", "VM.GuestAgent.Audit"],
    ["8.4", "VM.GuestAgent.Audit", "VM.Monitor"],
  ] as const)("and on %s names what took the place of %s", async (pve, priv, instead) => {
    simulator = await startSimulator({ fixture: "demo", speed: 0, pve });
    const result = await run("proxmox_role", { roleid: "Agent", privs: [priv] });
    expect(result).toMatchObject({
      failed: true,
      code: "OPTION_INVALID",
      msg: expect.stringContaining(instead) as string,
    });
  });
});
