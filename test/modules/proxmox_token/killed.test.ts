import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VaultText } from "../../../core/values.ts";
import { getKey } from "../../../vault/keys.ts";
import { VaultSecrets } from "../../../vault/secrets.ts";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { argsFile, builtModule } from "../../helpers/executable.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

const secrets = VaultSecrets.of({ default: "vault-password" });

type Args = Readonly<Record<string, unknown>>;

/** A rotation by age of a token that is too old, its secret kept in a vault. */
describe.each([
  ["8.4", 9],
  ["9.2", 4],
] as const)("proxmox_token on %s, killed at any of its requests", (pve, requests) => {
  let simulator: Simulator;
  let folder: string;
  const vault = (): string => join(folder, "vault.yml");

  beforeAll(async () => {
    simulator = await startSimulator({ fixture: "demo", speed: 0, pve, control: true });
    folder = mkdtempSync(join(tmpdir(), "pveplay-killed-"));
    writeFileSync(join(folder, "password"), "vault-password\n");
  });

  afterAll(async () => {
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const control = (method: string, path: string, body?: Args) =>
    fetch(`${simulator.control ?? ""}${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  const run = async (module: string, args: Args) =>
    (await converge(module, { ...connectionTo(simulator, "root"), ...args })).result;
  const rotation = (): Args => ({
    userid: "deploy@pve!job",
    state: "rotated",
    rotate_after: "90d",
    vault_file: vault(),
    vault_key: "secret",
    vault_tokenid_key: "user",
    vault_password_file: join(folder, "password"),
  });
  const key = (name: string): string => {
    const value = getKey({ file: vault(), key: name }, secrets);
    return value instanceof VaultText ? value.reveal() : typeof value === "string" ? value : "";
  };
  /** Whether the credential in the vault opens the API and may do what the token may. */
  const works = async (): Promise<boolean> => {
    const credential = { api_user: key("user"), api_token_secret: key("secret") };
    return (await run("proxmox_api", { ...credential, path: "/nodes/pve1/qemu/101/config" })).failed !== true;
  };
  const tokens = async (): Promise<readonly string[]> => {
    const { data } = await run("proxmox_api", { path: "/access/users/deploy@pve/token" });
    return (data as readonly { readonly tokenid: string }[])
      .map(({ tokenid }) => tokenid)
      .filter((name) => name !== "play");
  };

  /** An old token with an entry, its credential in a vault. */
  async function setUp(): Promise<void> {
    await control("DELETE", "/faults");
    await control("POST", "/reset");
    rmSync(vault(), { force: true });
    await run("proxmox_token", rotation());
    await run("proxmox_acl", {
      path: "/vms/101",
      roles: ["PVEAuditor"],
      users: ["deploy@pve"],
      tokens: ["deploy@pve!job"],
    });
    const params = { comment: "Job [secret of 2020-01-01T00:00Z]" };
    await run("proxmox_api", { method: "put", path: "/access/users/deploy@pve/token/job", params });
    expect(await works()).toBe(true);
  }

  /** Runs the built module; it gets SIGKILL at its n-th request. */
  async function runKilled(kind: string, n: number): Promise<NodeJS.Signals | null> {
    const file = argsFile(JSON.stringify({ ...connectionTo(simulator, "root"), ...rotation() }));
    const child = spawn("sh", ["-c", `read go && exec ${builtModule("proxmox_token")} ${file}`], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    await control("POST", "/faults", { kind, pid: child.pid, skip: n - 1, times: 1 });
    child.stdin.end("go\n");
    const [, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    await control("DELETE", "/faults");
    return signal;
  }

  const cases = Array.from({ length: requests }, (_, index) => index + 1).flatMap((n) =>
    ["kill-before", "kill-after"].map((kind) => [kind, n] as const),
  );

  test.each(cases)("(%s, request %i) leaves what the next run makes good", async (kind, n) => {
    await setUp();
    expect(await runKilled(kind, n)).toBe("SIGKILL");
    const again = await run("proxmox_token", rotation());
    expect(again).not.toHaveProperty("failed");
    expect(await works()).toBe(true);
    const idle = await run("proxmox_token", rotation());
    expect(idle).toMatchObject({ changed: false, full_tokenid: key("user") });
    expect(await tokens()).toEqual([key("user").replace("deploy@pve!", "")]);
  });

  test("has made all its requests then", async () => {
    await setUp();
    expect(await runKilled("kill-before", requests + 1)).toBeNull();
  });
});
