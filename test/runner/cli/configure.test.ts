import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { configureCommand } from "../../../runner/cli/configure/index.ts";
import { startSimulator, type Simulator } from "../../helpers/simulator.ts";
import { pveplay } from "./everyday.ts";
import { memoryContext } from "./memory-context.ts";

const SECRET = "33333333-3333-3333-3333-333333333333";
const USER = "deploy@pve!play";

let simulator: Simulator;
let home: string;
let file: string;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo" });
});

afterAll(() => simulator.stop());

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "pveplay-configure-"));
  file = join(home, "xdg", "pveplay", "config.yml");
});

const env = (): Record<string, string> => ({ HOME: home, XDG_CONFIG_HOME: join(home, "xdg") });

/** Runs the command with a person who answers. */
async function interactive(answers: readonly string[], args: readonly string[] = []) {
  const { context, recorded } = memoryContext({ cwd: home, env: env(), answers });
  await configureCommand(context).parseAsync([...args], { from: "user" });
  return { ...recorded, said: recorded.said.join("\n") };
}

/** Runs the program without a terminal. */
const scripted = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  pveplay(["configure", ...args], { ...env(), ...more });

const written = (): boolean => readdirSync(home, { recursive: true }).some((name) => String(name).includes("config"));

describe("pveplay configure", () => {
  test("asks, shows the certificate, says what the token may do, and writes what then works", async () => {
    const { exitCode, said, asked, warnings } = await interactive([simulator.url, "y", USER, SECRET]);
    expect({ exitCode, asked: asked.length }).toEqual({ exitCode: 0, asked: 4 });
    expect(said).toContain(simulator.fingerprint);
    expect(said).toMatch(/may, on \/pool\/web.*|may, everywhere: see guests/);
    expect(said).toMatch(/may not: .*grant rights/);
    expect(said).not.toContain(SECRET);
    expect(warnings.join("\n")).toContain("in clear");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const list = await pveplay(["vm", "list"], env());
    expect(list).toMatchObject({ code: 0, stderr: "" });
  });

  test.each([
    ["the certificate is not trusted", () => [simulator.url, "n"]],
    ["the secret is wrong", () => [simulator.url, "y", USER, "44444444-4444-4444-4444-444444444444"]],
    ["the token is no token", () => [simulator.url, "y", "nonsense", SECRET]],
  ])("writes nothing when %s", async (_name, answers) => {
    const { exitCode } = await interactive(answers());
    expect(exitCode).not.toBe(0);
    expect(written()).toBe(false);
  });

  test("encrypts the secret when a vault password is named", async () => {
    writeFileSync(join(home, "pw"), "pw\n");
    const args = ["--host", simulator.url, "--user", USER, "--pin", "--vault-password-file", join(home, "pw")];
    const { code, stdout, stderr } = await scripted(args, { PROXMOX_TOKEN_SECRET: SECRET });
    expect(code, stderr).toBe(0);
    expect(stdout + stderr + readFileSync(file, "utf8")).not.toContain(SECRET);
    const list = await pveplay(["vm", "list", "--vault-password-file", join(home, "pw")], env());
    expect(list).toMatchObject({ code: 0, stderr: "" });
  });

  test("trusts an authority that vouches for the certificate, and pins nothing then", async () => {
    const args = ["--host", simulator.url, "--user", USER, "--ca-path", simulator.ca];
    const { code, stderr } = await scripted(args, { PROXMOX_TOKEN_SECRET: SECRET });
    expect(code, stderr).toBe(0);
    expect(readFileSync(file, "utf8")).toMatch(/^ca_path: /m);
    expect(readFileSync(file, "utf8")).not.toMatch(/^fingerprint: /m);
  });

  const refused: readonly (readonly [string, () => readonly string[], number, string])[] = [
    ["without a host", () => ["--user", USER], 2, "USAGE"],
    ["without anybody to compare the certificate", () => ["--host", simulator.url, "--user", USER], 2, "--pin"],
    ["without a secret", () => ["--host", simulator.url, "--user", USER, "--pin"], 2, "PROXMOX_TOKEN_SECRET"],
    [
      "for another certificate",
      () => ["--host", simulator.url, "--user", USER, "--fingerprint", "00".repeat(32)],
      1,
      "PROXMOX_TLS",
    ],
    [
      "for a server that is not there",
      () => ["--host", "127.0.0.1:1", "--user", USER, "--pin"],
      1,
      "PROXMOX_UNREACHABLE",
    ],
  ];

  test.each(refused)("refuses %s", async (...[, args, exit, word]) => {
    const { code, stderr } = await scripted(args());
    expect({ code, hasWord: stderr.includes(word) }, stderr).toEqual({ code: exit, hasWord: true });
    expect(written()).toBe(false);
  });

  test("keeps settings that are there unless told to replace them, and makes them private", async () => {
    mkdirSync(join(home, "xdg", "pveplay"), { recursive: true });
    writeFileSync(file, "host: other\n", { mode: 0o644 });
    const args = ["--host", simulator.url, "--user", USER, "--fingerprint", simulator.fingerprint];
    const secret = { PROXMOX_TOKEN_SECRET: SECRET };
    expect(await scripted(args, secret)).toMatchObject({ code: 2 });
    expect(readFileSync(file, "utf8")).toBe("host: other\n");
    expect(await scripted([...args, "--yes"], secret)).toMatchObject({ code: 0 });
    expect(readFileSync(file, "utf8")).toContain(simulator.fingerprint);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
