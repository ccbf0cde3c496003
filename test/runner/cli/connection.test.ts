import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { VaultSecrets } from "../../../vault/secrets.ts";
import { startSimulator, type Simulator } from "../../helpers/simulator.ts";
import { type Done, pveplay, rootOf } from "./everyday.ts";

const SECRET = "11111111-1111-1111-1111-111111111111";
const vault = VaultSecrets.of({ default: "pw" });

let simulator: Simulator;
let home: string;
let flags: readonly string[];

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo" });
});

afterAll(() => simulator.stop());

beforeEach(() => {
  home = rootOf(simulator)["HOME"] ?? "";
  flags = ["--host", simulator.url, "--fingerprint", simulator.fingerprint];
  writeFileSync(join(home, "pw"), "pw\n");
});

/** `vm list` in the home folder, with files there and without any variable but HOME. */
function list(files: Readonly<Record<string, string>>, args: readonly string[], env = {}): Promise<Done> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(home, name, ".."), { recursive: true });
    writeFileSync(join(home, name), text, { mode: 0o600 });
  }
  return pveplay(["vm", "list", ...args], { HOME: home, ...env });
}

const CONFIG = ".config/pveplay/config.yml";
const password = (): readonly string[] => ["--vault-password-file", join(home, "pw")];
const inHome = (name: string): string => join(home, name);

describe("the credential of the everyday commands comes from", () => {
  test("the environment, with flags before it", async () => {
    const env = { PROXMOX_HOST: "192.0.2.1", PROXMOX_USER: "root@pam!admin", PROXMOX_TOKEN_SECRET: SECRET };
    expect(await list({}, flags, env)).toMatchObject({ code: 0, stderr: "" });
  });

  test("a key of a vault file, before the environment's", async () => {
    const file = { "secrets.yml": vault.encrypt(`px: {secret: ${SECRET}}\n`) };
    const args = [
      ...flags,
      "--user",
      "root@pam!admin",
      "--vault-file",
      inHome("secrets.yml"),
      "--vault-key",
      "px.secret",
    ];
    const env = { PROXMOX_TOKEN_SECRET: "wrong" };
    expect(await list(file, [...args, ...password()], env)).toMatchObject({ code: 0, stderr: "" });
  });

  test("a vault file of group variables", async () => {
    const text = `proxmox_api_user: root@pam!admin\nproxmox_api_token_secret: ${SECRET}\nother: "{{ x }}"\n`;
    const args = [...flags, "--vault-file", inHome("all.yml"), ...password()];
    expect(await list({ "all.yml": vault.encrypt(text) }, args)).toMatchObject({ code: 0, stderr: "" });
  });

  test("the configuration file, with vault values in it", async () => {
    const inline = vault.encrypt(SECRET).trimEnd().replaceAll("\n", "\n  ");
    const { url, fingerprint } = simulator;
    const text = `host: ${url}\nfingerprint: "${fingerprint}"\nuser: root@pam!admin\ntoken_secret: !vault |\n  ${inline}\n`;
    expect(await list({ [CONFIG]: text }, password())).toMatchObject({ code: 0, stderr: "" });
  });

  test.each(["config", "vmanager"])("a plain file (%s), with a warning when others can read it", async (kind) => {
    const { url, fingerprint } = simulator;
    const name = kind === "config" ? CONFIG : ".vmanager.conf";
    const text =
      kind === "config"
        ? `host: ${url}\nfingerprint: "${fingerprint}"\nuser: root@pam!admin\ntoken_secret: ${SECRET}\n`
        : `[proxmox]\nhost = ${url}\nfingerprint = ${fingerprint}\nuser = root@pam!admin\ntoken_secret = ${SECRET}\n`;
    expect(await list({ [name]: text }, [])).toMatchObject({ code: 0, stderr: "" });
    chmodSync(join(home, name), 0o644);
    const open = await list({}, []);
    expect(open.stderr).toMatch(/WARNING.*mode 0644.*chmod 600/);
    expect(open.stderr).not.toContain(SECRET);
    expect(open.code).toBe(0);
  });
});

describe("the everyday commands refuse", () => {
  test("to send the configured credential to another server", async () => {
    const text = `host: 192.0.2.1\nuser: root@pam!admin\ntoken_secret: ${SECRET}\n`;
    const { code, stderr } = await list({ [CONFIG]: text }, flags);
    expect(stderr).toMatch(/OPTION_MISSING/);
    expect(code).toBe(2);
  });

  test("to begin without a host", async () => {
    expect(await list({}, [])).toMatchObject({ code: 2, stderr: expect.stringContaining("--host") });
  });

  test("an unknown setting, with the nearest one", async () => {
    const done = await list({ [CONFIG]: "host: x\ntoken_secrt: y\n" }, []);
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining("Did you mean 'token_secret'") });
  });

  test("a wrong secret, without showing it", async () => {
    const env = { PROXMOX_USER: "root@pam!admin", PROXMOX_TOKEN_SECRET: "not-the-one" };
    const { code, stderr } = await list({}, flags, env);
    expect(stderr).toMatch(/PROXMOX_UNAUTHORIZED/);
    expect(stderr).not.toContain("not-the-one");
    expect(code).toBe(1);
  });
});
