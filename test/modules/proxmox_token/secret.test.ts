import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import { VaultText } from "../../../core/values.ts";
import { keepSecret } from "../../../modules/proxmox_token/keep-secret.ts";
import { options } from "../../../modules/proxmox_token/options.ts";
import { VaultPlace } from "../../../modules/proxmox_token/vault-place.ts";
import { getKey } from "../../../vault/keys.ts";
import { VaultSecrets } from "../../../vault/secrets.ts";
import { failureOf } from "../../helpers/failure-of.ts";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { runBuilt } from "../../helpers/executable.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

const SECRET = /^[0-9a-f-]{36}$/;
const secrets = VaultSecrets.of({ default: "vault-password" });
let folder: string;
let vault: string;
let passwordFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pveplay-token-"));
  vault = join(folder, "vault.yml");
  passwordFile = join(folder, "password");
  writeFileSync(passwordFile, "vault-password\n", { mode: 0o600 });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const key = (name: string): unknown => {
  const value = getKey({ file: vault, key: name }, secrets);
  return value instanceof VaultText ? value.reveal() : value;
};
const inVault = () => ({ vault_file: vault, vault_key: "secret", vault_password_file: passwordFile });

type Args = Readonly<Record<string, unknown>>;

describe.each(["8.4", "9.2"] as const)("proxmox_token on %s", (pve) => {
  let simulator: Simulator;

  const run = async (module: string, args: Args, check = false) =>
    (await converge(module, { ...connectionTo(simulator, "root"), ...args }, { check })).result;
  const token = (args: Args, check = false) =>
    run("proxmox_token", { userid: "deploy@pve", tokenid: "job", ...inVault(), ...args }, check);
  const api = async (path: string): Promise<unknown> => (await run("proxmox_api", { path }))["data"];
  const tokens = async (): Promise<readonly string[]> =>
    ((await api("/access/users/deploy@pve/token")) as readonly { readonly tokenid: string }[]).map(
      ({ tokenid }) => tokenid,
    );
  /** Whether the credential in the vault opens the API. */
  const works = async (fullTokenid: unknown): Promise<boolean> => {
    const credential = { api_user: fullTokenid, api_token_secret: key("secret") };
    const { result } = await converge("proxmox_api", {
      ...connectionTo(simulator, "root"),
      ...credential,
      path: "/version",
    });
    return result.failed !== true;
  };

  beforeEach(async () => {
    simulator = await startSimulator({ fixture: "demo", speed: 0, pve });
  });

  afterEach(async () => {
    await simulator.stop();
  });

  test("writes the secret of a new token into a new vault file and nowhere else", async () => {
    const made = await token({});
    expect(made).toMatchObject({ changed: true, full_tokenid: "deploy@pve!job", vault_file: vault });
    expect(made).not.toHaveProperty("token_secret");
    expect(key("secret")).toMatch(SECRET);
    expect(JSON.stringify(made)).not.toContain(key("secret"));
    expect(statSync(vault).mode & 0o777).toBe(0o600);
    expect(await works("deploy@pve!job")).toBe(true);
    expect(readdirSync(folder).toSorted()).toEqual(["password", "vault.yml"]);
    expect(await token({})).toMatchObject({ changed: false });
  });

  test("keeps the other keys of a vault file, and the bytes of other inline values", async () => {
    const other = secrets.encrypt("other").replaceAll("\n", "\n  ");
    writeFileSync(vault, `# mine\nhost: pve1\nold: !vault |\n  ${other}\n`);
    const before = readFileSync(vault, "utf8");
    expect(await token({ vault_tokenid_key: "user" })).toMatchObject({ changed: true, vault_file: vault });
    expect(readFileSync(vault, "utf8").startsWith(before.trimEnd())).toBe(true);
    expect([key("secret"), key("user"), key("old"), key("host")]).toEqual([
      expect.stringMatching(SECRET),
      "deploy@pve!job",
      "other",
      "pve1",
    ]);
    expect(readFileSync(vault, "utf8")).not.toContain(key("secret"));
  });

  test("rotates a secret, so that the vault's opens the API and the old one does not", async () => {
    await run("proxmox_acl", { path: "/vms", roles: ["PVEVMUser"], users: ["deploy@pve"] });
    await token({ comment: "Job", expire: 4_000_000_000 });
    await run("proxmox_acl", { path: "/vms/101", roles: ["PVEVMUser"], tokens: ["deploy@pve!job"], propagate: false });
    const before = key("secret");
    const rotated = await token({ state: "rotated", vault_tokenid_key: "user" });
    expect(rotated).toMatchObject({ changed: true });
    expect(key("secret")).not.toBe(before);
    expect(key("user")).toBe(rotated["full_tokenid"]);
    expect(await works(rotated["full_tokenid"])).toBe(true);
    const name = pve === "8.4" ? "job-2" : "job";
    expect(await tokens()).toEqual(["play", name]);
    expect(await api(`/access/users/deploy@pve/token/${name}`)).toMatchObject({ expire: 4_000_000_000, privsep: 1 });
    expect(await api("/access/acl")).toContainEqual({
      path: "/vms/101",
      type: "token",
      ugid: `deploy@pve!${name}`,
      roleid: "PVEVMUser",
      propagate: 0,
    });
    expect(await token({ comment: "Job" })).toMatchObject({ changed: false, full_tokenid: `deploy@pve!${name}` });
    await token({ state: "rotated" });
    expect(await tokens()).toHaveLength(2);
    expect(await token({ state: "absent" })).toMatchObject({ changed: true });
    expect(await tokens()).toEqual(["play"]);
  });

  test("rotates by age, keeping the date at the end of the comment", async () => {
    const byAge = { state: "rotated", rotate_after: "90d", comment: "Job" };
    expect(await token(byAge)).toMatchObject({ changed: true });
    expect(await token(byAge)).toMatchObject({ changed: false });
    await run("proxmox_api", {
      method: "put",
      path: "/access/users/deploy@pve/token/job",
      params: { comment: "Job [secret of 2020-01-01T00:00Z]" },
    });
    const checked = await token(byAge, true);
    const rotated = await token(byAge);
    expect(rotated).toMatchObject({ changed: true, diff: { before: { secret: "of 2020-01-01" } } });
    expect(checked["diff"]).toEqual(rotated["diff"]);
    expect(await token(byAge)).toMatchObject({ changed: false });
  });

  const impossible: Record<string, readonly [Args, string]> = {
    "the folder is not there": [{ vault_file: "/nonexistent/vault.yml" }, "FILE_UNREADABLE"],
    "the password is wrong": [{ vault_password_file: "/dev/null" }, "VAULT_NO_PASSWORD"],
    "no password is named": [{ vault_password_file: undefined }, "VAULT_NO_PASSWORD"],
    "the key can not be set": [{ vault_key: "host.secret" }, "VAULT_FORMAT"],
  };

  test.each(Object.entries(impossible))("makes and rotates nothing when %s", async (_name, [args, code]) => {
    await token({ tokenid: "old", vault_file: join(folder, "other.yml") });
    writeFileSync(vault, secrets.encrypt("host: pve1\n"));
    for (const check of [true, false]) {
      expect(await token(args, check)).toMatchObject({ failed: true, changed: false, code });
      expect(await token({ ...args, tokenid: "old", state: "rotated" }, check)).toMatchObject({ failed: true, code });
    }
    expect(await tokens()).toEqual(["play", "old"]);
    expect(await api("/access/users/deploy@pve/token/old")).not.toHaveProperty("comment");
  });

  test("says that there is no such user, who in check mode may be made by an earlier task", async () => {
    const nobody = { userid: "nobody@pve" };
    expect(await token(nobody)).toMatchObject({ failed: true, code: "PROXMOX_NOT_FOUND" });
    expect(await token(nobody, true)).toMatchObject({ changed: true });
    expect(await token({ ...nobody, state: "absent" })).toMatchObject({ changed: false });
  });

  test("writes from many processes at once into one file, and none loses what another wrote", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `par-${index}`);
    const made = await Promise.all(
      names.map((name) => {
        const task = { userid: "deploy@pve", tokenid: name, ...inVault(), vault_key: name };
        return runBuilt("proxmox_token", { ...connectionTo(simulator, "root"), ...task });
      }),
    );
    expect(made.map(({ result }) => result["changed"])).toEqual(names.map(() => true));
    for (const name of names) expect(key(name)).toMatch(SECRET);
    expect(readdirSync(folder).toSorted()).toEqual(["password", "vault.yml"]);
  });

  test("takes over a lock that a killed process left", async () => {
    const lock = join(folder, ".vault.yml.lock");
    writeFileSync(lock, "");
    utimesSync(lock, 0, 0);
    expect(await token({})).toMatchObject({ changed: true });
    expect(existsSync(lock)).toBe(false);
  });

  test("warns when a token is there and its secret is not in the vault", async () => {
    await token({ vault_file: join(folder, "other.yml") });
    expect(await token({})).toMatchObject({ changed: false, warnings: [expect.stringContaining("state: rotated")] });
  });

  test("refuses to make a token whose secret the output would show, in check mode as well", async () => {
    const plain = { vault_file: undefined, vault_key: undefined };
    for (const check of [true, false])
      expect(await token(plain, check)).toMatchObject({ failed: true, code: "SECRET_HAS_NO_PLACE" });
    expect(await token({ ...plain, return_secret: true })).toMatchObject({
      token_secret: expect.stringMatching(SECRET) as string,
    });
  });
});

describe("keepSecret()", () => {
  const named = { secret: "99999999-9999-9999-9999-999999999999", fullTokenid: "a@pve!b" };

  async function brokenPlace(): Promise<VaultPlace> {
    mkdirSync(join(folder, "gone"));
    const args = { userid: "a@pve!b", ...inVault(), vault_file: join(folder, "gone", "vault.yml") };
    const place = await VaultPlace.open(parseArgs(options, args, { env: {} }), {});
    rmSync(join(folder, "gone"), { recursive: true });
    if (!place) throw new Error("No place");
    return place;
  }

  test("undoes what was made when the secret can not be written", async () => {
    let undone = 0;
    const error = await failureOf(keepSecret(named, await brokenPlace(), () => Promise.resolve((undone += 1))));
    expect(undone).toBe(1);
    expect(error.code).toBe("SECRET_NOT_STORED");
    expect(error.details).toEqual({});
  });

  test.each([
    ["there is nothing to undo", undefined],
    ["undoing fails", () => Promise.reject(new Error("lost"))],
  ])("hands out the secret encrypted when %s", async (_name, undo) => {
    const { code, details } = await failureOf(keepSecret(named, await brokenPlace(), undo));
    expect(code).toBe("SECRET_NOT_STORED");
    expect(JSON.stringify(details)).not.toContain(named.secret);
    const envelope = String(details["vault_text"])
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
    expect(secrets.decrypt(envelope.join("\n")).toString()).toBe(named.secret);
  });

  test("keeps the mode of a vault file that is there", async () => {
    writeFileSync(vault, secrets.encrypt("host: pve1\n"));
    chmodSync(vault, 0o640);
    const place = await VaultPlace.open(parseArgs(options, { userid: "a@pve!b", ...inVault() }, { env: {} }), {});
    if (place) await keepSecret(named, place);
    expect(statSync(vault).mode & 0o777).toBe(0o640);
    expect(key("secret")).toBe(named.secret);
  });
});
