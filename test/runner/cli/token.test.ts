import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tokenCommand } from "../../../runner/cli/token/index.ts";
import { VaultSecrets } from "../../../vault/secrets.ts";
import { startSimulator, type Simulator } from "../../helpers/simulator.ts";
import { type Done, pveplay, rootOf } from "./everyday.ts";
import { memoryContext } from "./memory-context.ts";

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

/** A vault file that two passwords open, of which the second is named last; with what it holds before. */
function vaultFile(name: string, plain: string): string {
  const file = join(folder, name);
  writeFileSync(file, VaultSecrets.of({ first: "pw" }).encrypt(plain));
  return file;
}

const plainOf = (file: string): string =>
  VaultSecrets.of({ default: "pw" }).decrypt(readFileSync(file)).toString("utf8");

describe("pveplay token with a vault file", () => {
  const pw = () => ["--vault-password-file", join(folder, "pw")];
  const ids = () => ["--vault-id", `first@${join(folder, "pw")}`, "--vault-id", `last@${join(folder, "pw2")}`];
  const store = (file: string) => ["--store", file, "--store-key", "s", "--store-id-key", "id"];

  test("asks no token to be rotated that is not there, and makes none", async () => {
    const before = (await token("list", "--json")).stdout;
    for (const more of [["--yes"], ["--dry-run"]]) {
      const { code, stderr } = await token("rotate", "deploy@pve!nowhere", "--print", ...more);
      expect([code, stderr]).toEqual([1, expect.stringContaining("pveplay token create 'deploy@pve!nowhere'")]);
    }
    expect((await token("list", "--json")).stdout).toBe(before);
  });

  test.each([
    ["of another token", "s: old\nid: deploy@pve!other\n", "the secret of deploy@pve!other"],
    ["of a token it does not name", "s: old\n", "what it holds under s"],
  ])("replaces a secret %s only with --yes, and says what is lost", async (_name, plain, lost) => {
    const file = vaultFile("held.yml", plain);
    const args = ["create", "deploy@pve!taker", ...store(file), ...pw()];
    const refused = await token(...args);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(`held.yml loses ${lost}`) });
    expect((await token(...args, "--dry-run")).stderr).toContain(`held.yml loses ${lost}`);
    expect(plainOf(file)).toBe(plain);
    expect((await token("list")).stdout).not.toContain("taker");
    expect(await token(...args, "--yes")).toMatchObject({ code: 0, stdout: "" });
    expect(plainOf(file)).toMatch(/^s: "?[0-9a-f-]{36}"?\nid: "?deploy@pve!taker"?\n$/);
    await token("delete", "deploy@pve!taker", "--yes");
  });

  test("rotates no secret over that of another token, whatever is answered", async () => {
    const file = vaultFile("other.yml", "s: old\nid: deploy@pve!other\n");
    const done = await token("rotate", "deploy@pve!play", ...store(file), ...pw(), "--yes");
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining("the secret of deploy@pve!other") });
    expect(plainOf(file)).toBe("s: old\nid: deploy@pve!other\n");
  });

  test("tries all vault ids, and keeps the one of the file", async () => {
    writeFileSync(join(folder, "pw2"), "pw2\n");
    const file = vaultFile("ids.yml", "a: 1\n");
    const made = await token("create", "deploy@pve!ids", ...store(file), ...ids());
    expect(made, made.stderr).toMatchObject({ code: 0, stdout: "" });
    expect(plainOf(file)).toMatch(/^a: 1\ns: .*\nid: "?deploy@pve!ids"?\n$/);
    const rotated = await token("rotate", "deploy@pve!ids", ...store(file), ...ids(), "--yes");
    expect(rotated, rotated.stderr).toMatchObject({ code: 0, stdout: "" });
  });

  test("makes a new file by one of several passwords only when it is told which", async () => {
    const file = join(folder, "new.yml");
    const args = ["create", "deploy@pve!fresh", ...store(file), ...ids()];
    expect(await token(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining("--encrypt-vault-id") });
    expect(existsSync(file)).toBe(false);
    expect((await token("list")).stdout).not.toContain("fresh");
    expect(await token(...args, "--encrypt-vault-id", "last")).toMatchObject({ code: 0 });
    expect(VaultSecrets.of({ last: "pw2" }).open(readFileSync(file)).label).toBe("last");
  });

  test("asks for the password with -J", async () => {
    const file = vaultFile("asked.yml", "a: 1\n");
    const { context, recorded } = memoryContext({ cwd: folder, env: rootOf(simulator), answers: ["pw"] });
    await tokenCommand(context).parseAsync(["create", "deploy@pve!asked", ...store(file), "-J"], { from: "user" });
    expect(recorded).toMatchObject({ exitCode: 0, asked: ["Vault password: "] });
    expect(plainOf(file)).toContain("deploy@pve!asked");
  });

  test("makes no token when the password is wrong or the folder is missing", async () => {
    writeFileSync(join(folder, "pw2"), "pw2\n");
    const file = vaultFile("wrong.yml", "a: 1\n");
    const wrong = ["--vault-password-file", join(folder, "pw2")];
    expect((await token("create", "deploy@pve!unmade", ...store(file), ...wrong)).code).toBe(1);
    const away = store(join(folder, "no/such.yml"));
    expect((await token("create", "deploy@pve!unmade", ...away, ...pw())).code).toBe(1);
    expect((await token("list")).stdout).not.toContain("unmade");
  });
});

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
