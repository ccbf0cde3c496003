import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectionTo, converge } from "../helpers/converge.ts";
import { runBuilt } from "../helpers/executable.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

const PAST = 1_000_000_000;
let simulator: Simulator;
const secretOf = new Map<string, string>();

type Args = Readonly<Record<string, unknown>>;

const asRoot = async (module: string, args: Args) => {
  const { result } = await converge(module, { ...connectionTo(simulator, "root"), ...args });
  if (result.failed) throw new Error(result.msg);
  return result;
};

async function makeToken(id: string, args: Args = {}): Promise<void> {
  const made = await asRoot("proxmox_token", { userid: id, return_secret: true, ...args });
  secretOf.set(id, String(made["token_secret"]));
}

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo", speed: 0 });
  await asRoot("proxmox_user", { userid: "ann@pve", password: "secret-of-ann" });
  await asRoot("proxmox_user", { userid: "off@pve" });
  await asRoot("proxmox_user", { userid: "late@pve" });
  await asRoot("proxmox_acl", { path: "/vms/101", roles: ["PVEAuditor"], users: ["ann@pve"] });
  await makeToken("ann@pve!sep");
  await makeToken("ann@pve!all", { privsep: false });
  await makeToken("ann@pve!past", { expire: PAST });
  await makeToken("off@pve!job", { privsep: false });
  await makeToken("late@pve!job", { privsep: false });
  await asRoot("proxmox_user", { userid: "off@pve", enable: false });
  await asRoot("proxmox_user", { userid: "late@pve", expire: PAST });
});

afterAll(async () => {
  await simulator.stop();
});

const WRONG = "00000000-0000-0000-0000-000000000000";

/** Reads a VM's configuration as a token or user, through the built executable. */
async function read(credential: Args, vmid = 101): Promise<Readonly<Record<string, unknown>>> {
  const args = { ...connectionTo(simulator, "root"), api_token_secret: undefined, ...credential };
  const run = await runBuilt("proxmox_api", { ...args, path: `/nodes/pve1/qemu/${vmid}/config` });
  expect(run.stderr).toBe("");
  for (const secret of secretOf.values()) expect(run.stdout).not.toContain(secret);
  return run.result;
}

const as = (id: string, secret = secretOf.get(id) ?? WRONG): Args => ({ api_user: id, api_token_secret: secret });

describe("a module's 401", () => {
  const alike: Readonly<Record<string, () => Args>> = {
    "the secret is wrong": () => as("ann@pve!sep", WRONG),
    "there is no such token": () => as("ann@pve!nope"),
    "there is no such user": () => as("nobody@pve!job"),
    "the token has expired": () => as("ann@pve!past"),
    "the user is disabled": () => as("off@pve!job"),
    "the user has expired": () => as("late@pve!job"),
  };

  test.each(Object.entries(alike))(
    "names the causes the server does not tell apart, and how to look, when %s",
    async (_name, credential) => {
      const { api_user } = credential();
      const [user, token] = String(api_user).split("!");
      const { code, msg } = await read(credential());
      expect(code).toBe("PROXMOX_UNAUTHORIZED");
      for (const word of ["wrong secret", "expired", "disabled", "not there"]) expect(msg).toContain(word);
      expect(msg).toContain(`'pveum user token list ${user}' for ${token}`);
    },
  );

  test.each([
    ["is the whole credential", (secret: string) => `ann@pve!sep=${secret}`, "more than the secret"],
    ["is no secret of a token", () => "password", "form of a token's secret"],
  ] as const)("says so when what is given %s", async (_name, spoil, words) => {
    const { code, msg } = await read(as("ann@pve!sep", spoil(secretOf.get("ann@pve!sep") ?? "")));
    expect(code).toBe("PROXMOX_UNAUTHORIZED");
    expect(msg).toContain(words);
  });

  test("is none for a line break at the end of a secret, and has words of its own for one inside", async () => {
    const secret = secretOf.get("ann@pve!all") ?? "";
    expect(await read(as("ann@pve!all", `${secret}\n`))).toMatchObject({ changed: false });
    expect(await read(as("ann@pve!all", `${secret}\nx`))).toMatchObject({ code: "OPTION_INVALID" });
  });

  test("tells a password from a token", async () => {
    const { code, msg } = await read({ api_user: "ann@pve", api_password: "not-the-password" });
    expect(code).toBe("PROXMOX_UNAUTHORIZED");
    expect(msg).toContain("password of ann@pve");
  });

  test("has its own words for a credential that is not there", async () => {
    expect(await read({ api_user: "ann@pve!sep" })).toMatchObject({ code: "OPTION_MISSING" });
  });
});

describe("a module's 403", () => {
  test("says that a token with privilege separation has no rights of its own", async () => {
    const { code, msg } = await read(as("ann@pve!sep"));
    expect(code).toBe("PROXMOX_FORBIDDEN");
    expect(msg).toMatch(
      /Grant VM\.Audit on \/vms\/101 to ann@pve!sep .*has no rights anywhere: with privilege separation/,
    );
  });

  test("says where the credential does have the privilege", async () => {
    const { code, msg } = await read(as("ann@pve!all"), 102);
    expect(code).toBe("PROXMOX_FORBIDDEN");
    expect(msg).toContain("ann@pve!all has VM.Audit on /vms/101");
  });

  test("is none for what is granted", async () => {
    expect(await read(as("ann@pve!all"))).toMatchObject({ changed: false });
  });
});
