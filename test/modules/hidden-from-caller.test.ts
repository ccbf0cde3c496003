import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectionTo, converge } from "../helpers/converge.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

type Args = Readonly<Record<string, unknown>>;

let simulator: Simulator;

const asRoot = async (module: string, args: Args) =>
  (await converge(module, { ...connectionTo(simulator, "root"), ...args })).result;

/** A user with a password, who may see little. */
const asJoe = async (module: string, args: Args) => {
  const { api_host, api_port, fingerprint } = connectionTo(simulator);
  const login = { api_host, api_port, fingerprint, api_user: "joe@pve", api_password: "joes-password" };
  return (await converge(module, { ...login, ...args })).result;
};

const permissionsOf = async (userid: string) =>
  (await asRoot("proxmox_api", { path: "/access/permissions", params: { userid } }))["data"];
const tokens = async () =>
  (await asRoot("proxmox_api", { path: "/access/users/joe@pve/token" }))["data"] as readonly { tokenid: string }[];

async function setUp(pve: "8.4" | "9.2"): Promise<void> {
  simulator = await startSimulator({ fixture: "demo", speed: 0, pve, control: true });
  await asRoot("proxmox_user", { userid: "joe@pve", password: "joes-password" });
}

const fault = (body: Args) =>
  fetch(`${simulator.control ?? ""}/faults`, { method: "POST", body: JSON.stringify(body) });

afterEach(() => simulator.stop());

describe("what the caller may not see", () => {
  beforeEach(() => setUp("9.2"));

  test("is no guest that is gone", async () => {
    expect(await asJoe("proxmox_vm", { vmid: 102, state: "absent" })).toMatchObject({
      failed: true,
      code: "PROXMOX_FORBIDDEN",
      msg: expect.stringContaining("Guest 102 is there, but joe@pve may not see it") as string,
    });
    expect(await asJoe("proxmox_vm", { vmid: 4711, state: "absent" })).toMatchObject({ changed: false });
  });

  test.each([
    ["absent", { roles: ["PVEVMUser"], users: ["deploy@pve"] }],
    ["exact", { roles: [], users: [] }],
  ])("is no entry that is gone (%s)", async (state, entry) => {
    await asRoot("proxmox_acl", { path: "/vms/102", roles: ["PVEVMUser"], users: ["deploy@pve"] });
    expect(await asJoe("proxmox_acl", { path: "/vms/102", state, ...entry })).toMatchObject({
      failed: true,
      code: "PROXMOX_FORBIDDEN",
      msg: expect.stringContaining("Permissions.Modify on /vms/102") as string,
    });
    await asRoot("proxmox_acl", { path: "/vms/103", roles: ["PVEAdmin"], users: ["joe@pve"] });
    await asRoot("proxmox_acl", { path: "/vms", roles: ["Administrator"], users: ["joe@pve"] });
    const other = { path: "/vms/150", roles: ["PVEVMUser"], users: ["deploy@pve"], state: "absent" };
    expect(await asJoe("proxmox_acl", other)).toMatchObject({ changed: false });
  });
});

describe("proxmox_token on 8.4", () => {
  beforeEach(() => setUp("8.4"));

  const rotation = { userid: "joe@pve!job", state: "rotated", return_secret: true };

  test("keeps a token whose entries it can not hand on", async () => {
    await asRoot("proxmox_token", { userid: "joe@pve!job", return_secret: true });
    const entry = { path: "/vms/101", roles: ["PVEVMUser"] };
    await asRoot("proxmox_acl", { ...entry, users: ["joe@pve"], tokens: ["joe@pve!job"] });
    const before = await permissionsOf("joe@pve!job");
    expect(await asJoe("proxmox_token", rotation)).toMatchObject({
      failed: true,
      code: "PROXMOX_FORBIDDEN",
      msg: expect.stringContaining("Permissions.Modify on /vms/101") as string,
    });
    expect((await tokens()).map(({ tokenid }) => tokenid)).toEqual(["job"]);
    expect(await permissionsOf("joe@pve!job")).toEqual(before);
  });

  test("hands on what it may", async () => {
    await asRoot("proxmox_token", { userid: "joe@pve!job", return_secret: true });
    await asRoot("proxmox_acl", {
      path: "/vms/101",
      roles: ["PVEAdmin", "Administrator"],
      users: ["joe@pve"],
      tokens: ["joe@pve!job"],
    });
    const before = await permissionsOf("joe@pve!job");
    expect(await asJoe("proxmox_token", rotation)).toMatchObject({ changed: true, full_tokenid: "joe@pve!job-2" });
    expect(await permissionsOf("joe@pve!job-2")).toEqual(before);
  });
});

describe("proxmox_token on 9.2", () => {
  beforeEach(() => setUp("9.2"));

  test.each([["new"], ["rotated"]])("gives a %s secret although its date can not be kept", async (kind) => {
    if (kind === "rotated") await asRoot("proxmox_token", { userid: "joe@pve!job", return_secret: true });
    // A rotation's first PUT makes the secret; the date's comes after it.
    const skip = kind === "rotated" ? 1 : 0;
    await fault({ kind: "status", status: 596, reason: "Broken pipe", method: "PUT", path: "/token/", skip });
    const result = await asRoot("proxmox_token", {
      userid: "joe@pve!job",
      state: "rotated",
      rotate_after: "90d",
      return_secret: true,
    });
    expect(result).toMatchObject({ changed: true, token_secret: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(result["warnings"]).toEqual([expect.stringContaining("its date could not be kept") as string]);
    expect(result).not.toHaveProperty("failed");
  });
});
