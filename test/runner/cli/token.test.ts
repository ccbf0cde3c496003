import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../../helpers/simulator.ts";
import { type Done, pveplay, rootOf } from "./everyday.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const folder = mkdtempSync(join(tmpdir(), "pveplay-token-"));

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo" });
  writeFileSync(join(folder, "pw"), "pw\n");
});

afterAll(() => simulator.stop());

const token = (...args: readonly string[]): Promise<Done> => pveplay(["token", ...args], rootOf(simulator));

/** Whether the API takes a secret. */
async function isTaken(user: string, secret: string): Promise<boolean> {
  const env = { ...rootOf(simulator), PROXMOX_USER: user, PROXMOX_TOKEN_SECRET: secret };
  return (await pveplay(["vm", "list"], env)).code === 0;
}

describe("pveplay token", () => {
  test("makes a token whose secret works, and rotates it", async () => {
    const made = await token("create", "deploy@pve!one", "--comment", "first", "--expire", "2031-12-31", "--print");
    expect(made, made.stderr).toMatchObject({ code: 0 });
    const first = made.stdout.trim();
    expect(first).toMatch(UUID);
    expect(made.stderr).not.toContain(first);
    expect(await isTaken("deploy@pve!one", first)).toBe(true);
    const list = await token("list", "deploy@pve");
    expect(list.stdout).toMatch(/^deploy@pve!one +2031-12-31 +its own +first$/m);
    const rotated = await token("rotate", "deploy@pve!one", "--yes", "--print");
    expect(rotated.stdout.trim()).toMatch(UUID);
    expect(rotated.stdout.trim()).not.toBe(first);
    expect(await isTaken("deploy@pve!one", first)).toBe(false);
    expect(await isTaken("deploy@pve!one", rotated.stdout.trim())).toBe(true);
  });

  test("puts a secret into a vault file and nowhere else", async () => {
    const file = join(folder, "secrets.yml");
    const vault = ["--store", file, "--store-key", "px_secret", "--vault-password-file", join(folder, "pw")];
    const { code, stdout, stderr } = await token("create", "deploy@pve!two", ...vault);
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: "" });
    const got = await pveplay(["vault", "get", file, "px_secret", "--vault-password-file", join(folder, "pw")], {});
    expect(got.stdout.trim()).toMatch(UUID);
    expect(stderr + readFileSync(file, "utf8")).not.toContain(got.stdout.trim());
    expect(await isTaken("deploy@pve!two", got.stdout.trim())).toBe(true);
  });

  test("leaves a token that is there as it is", async () => {
    const { code, stdout, stderr } = await token("create", "deploy@pve!play", "--print");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("token rotate");
  });

  test("removes a token once", async () => {
    await token("create", "deploy@pve!gone", "--print");
    expect((await token("delete", "deploy@pve!gone", "--dry-run")).stderr).toContain("would be removed");
    expect((await token("delete", "deploy@pve!gone", "--yes")).stderr).toContain("is removed");
    expect((await token("delete", "deploy@pve!gone", "--yes")).stderr).toContain("already gone");
  });

  test.each([
    ["to send a secret down a pipe unasked", ["create", "deploy@pve!pipe"]],
    ["to rotate without a terminal", ["rotate", "deploy@pve!play", "--print"]],
    ["to delete without a terminal", ["delete", "deploy@pve!play"]],
    ["a name that is none", ["create", "deploy@pve"]],
    ["a day that is none", ["create", "deploy@pve!x1", "--expire", "tomorrow"]],
    ["a vault file without a key", ["create", "deploy@pve!x1", "--store", join(folder, "x.yml")]],
  ])("refuses %s", async (_name, args) => {
    const before = (await token("list", "--json")).stdout;
    expect((await token(...args)).code).toBe(2);
    expect((await token("list", "--json")).stdout).toBe(before);
  });

  test("says so when the server refuses", async () => {
    const env = {
      ...rootOf(simulator),
      PROXMOX_USER: "deploy@pve!play",
      PROXMOX_TOKEN_SECRET: "33333333-3333-3333-3333-333333333333",
    };
    const { code, stderr } = await pveplay(["token", "delete", "root@pam!admin", "--yes"], env);
    expect(code, stderr).toBe(1);
    expect(stderr).toContain("PROXMOX_FORBIDDEN");
  });
});
