import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessCommand } from "../../../runner/cli/access/index.ts";
import { runCommand } from "../../../runner/cli/run.ts";
import { connectionTo, converge } from "../../helpers/converge.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";
import { rootOf } from "./everyday.ts";
import { memoryContext, type Recorded, type World } from "./memory-context.ts";

const PLAYBOOK = `- hosts: localhost
  gather_facts: false
  collections: [pveplay.proxmox]
  tasks:
    - name: A clone
      proxmox_vm: {clone: "9000", name: web1, cores: 4, state: started}
    - proxmox_snapshot: {vmid: 102, snapname: "{{ name }}"}
      vars: {name: first}
      when: not skipped
    - proxmox_vm: {vmid: 101, memory: 1}
      when: skipped
  vars: {skipped: false}
`;

let simulator: Simulator;
let folder: string;
let server: Readonly<Record<string, string>>;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo" });
  folder = mkdtempSync(join(tmpdir(), "pveplay-access-"));
  writeFileSync(join(folder, "site.yml"), PLAYBOOK);
  writeFileSync(join(folder, "password"), "secret-of-the-vault\n");
  server = rootOf(simulator);
  await converge("proxmox_user", { ...connectionTo(simulator, "root"), userid: "nobody@pve" });
});

afterAll(() => simulator.stop());

const OFFLINE = { HOME: "/nonexistent" };

async function access(
  args: readonly string[],
  world: Partial<World> = {},
): Promise<Recorded & { readonly text: string }> {
  const { context, recorded } = memoryContext({ cwd: folder, env: server, input: "", ...world });
  const command = accessCommand(context).exitOverride();
  await command.parseAsync([...args], { from: "user" });
  return { ...recorded, text: recorded.output.toString() };
}

function lines(text: string): readonly string[] {
  return text.trimEnd().split("\n");
}

describe("pveplay access plan", () => {
  test("names each task's privileges and the fewest grants, without a server", async () => {
    const { text, exitCode } = await access(["plan", "site.yml", "--pve-version", "9"], { env: OFFLINE });
    expect(exitCode).toBe(0);
    expect(lines(text).slice(-7)).toEqual([
      "playbooks@pve!site, and playbooks@pve as well, need on Proxmox VE 9:",
      "  PATH                               ROLE                PRIVILEGES",
      "  /sdn/zones/localnetwork and below  playbooks-networks  SDN.Use",
      "  /storage and below                 playbooks-storage   Datastore.AllocateSpace",
      "  /vms and below                     playbooks-guests    VM.Allocate VM.Audit VM.Config.CPU VM.PowerMgmt",
      "  /vms/102                           playbooks-guests-2  VM.Audit VM.Snapshot",
      "  /vms/9000                          playbooks-guests-3  VM.Audit VM.Clone",
    ]);
    expect(text).toMatch(/A clone +site\.yml:5 .*\n.*POST .*\/clone +VM\.Clone +\/vms\/9000/s);
    expect(text).not.toContain("/vms/101");
  });

  test("asks a server for ids, storages and bridges", async () => {
    const { text } = await access(["plan", "site.yml", "--format", "json"]);
    const { roles } = JSON.parse(text);
    const paths = roles.flatMap(({ entries }: { entries: readonly { path: string }[] }) =>
      entries.map(({ path }) => path),
    );
    expect(paths.toSorted()).toEqual([
      "/sdn/zones/localnetwork/vmbr0",
      "/storage/local-lvm",
      "/vms",
      "/vms/102",
      "/vms/9000",
    ]);
  });

  test("writes pveum commands, for the user and for its token", async () => {
    const { text } = await access(
      ["plan", "site.yml", "--format", "pveum", "--user", "bot@pve!ci", "--pve-version", "8"],
      {
        env: OFFLINE,
      },
    );
    expect(lines(text)).toEqual([
      "pveum role add bot-networks --privs SDN.Use",
      "pveum role add bot-storage --privs Datastore.AllocateSpace",
      "pveum role add bot-guests --privs VM.Allocate,VM.Audit,VM.Config.CPU,VM.PowerMgmt",
      "pveum role add bot-guests-2 --privs VM.Audit,VM.Snapshot",
      "pveum role add bot-guests-3 --privs VM.Audit,VM.Clone",
      "pveum user add bot@pve",
      "pveum user token add bot@pve ci --privsep 1",
      ...[
        "/sdn/zones/localnetwork bot-networks 1",
        "/storage bot-storage 1",
        "/vms bot-guests 1",
        "/vms/102 bot-guests-2 0",
        "/vms/9000 bot-guests-3 0",
      ]
        .map((entry) => entry.split(" "))
        .flatMap(([path, role, propagate]) => [
          `pveum acl modify ${path} --users bot@pve --roles ${role} --propagate ${propagate}`,
          `pveum acl modify ${path} --tokens 'bot@pve!ci' --roles ${role} --propagate ${propagate}`,
        ]),
    ]);
  });

  test("asks nobody with --offline", async () => {
    const { text } = await access(["plan", "site.yml", "--offline", "--format", "json"]);
    expect(text).toContain("No server was asked");
  });

  test("leaves out tasks with a credential of their own, and says so", async () => {
    const own = `    - proxmox_group: {groupid: ops, api_user: "other@pve!x"}\n`;
    writeFileSync(join(folder, "two.yml"), PLAYBOOK.replace("  vars: {skipped", `${own}  vars: {skipped`));
    const { text } = await access(["plan", "two.yml", "--pve-version", "9"], { env: OFFLINE });
    expect(text).not.toContain("Group.Allocate");
    expect(text).toMatch(/Note: .*two\.yml:12: works with a credential of its own/);
  });

  test("says which arguments a module would refuse, and where", async () => {
    writeFileSync(join(folder, "wrong.yml"), "- hosts: localhost\n  tasks:\n    - proxmox_vm: {nmae: x}\n");
    const { exitCode, said } = await access(["plan", "wrong.yml"], { env: OFFLINE });
    expect(exitCode).not.toBe(0);
    expect(said.join("\n")).toMatch(/wrong\.yml:3.*OPTION_UNKNOWN/s);
  });
});

describe("pveplay access check", () => {
  test("lists what a credential may do, by path", async () => {
    const { text, exitCode } = await access(["check", "--user", "deploy@pve!play"]);
    expect({ exitCode, first: lines(text)[0] }).toEqual({ exitCode: 0, first: "deploy@pve!play" });
    expect(text).toMatch(/^\/vms +.*VM\.Snapshot/m);
  });

  test("has nothing to say of a credential that has all a playbook needs", async () => {
    const { text, exitCode } = await access(["check", "--user", "deploy@pve!play", "--for", "site.yml"]);
    expect({ text, exitCode }).toEqual({ text: "deploy@pve!play has all that site.yml needs\n", exitCode: 0 });
  });

  test("ends with 1 and names task, call, privilege and path of what is missing", async () => {
    const { text, exitCode } = await access(["check", "--user", "nobody@pve", "--for", "site.yml", "--json"]);
    expect(exitCode).toBe(1);
    const { missing } = JSON.parse(text);
    expect(missing).toContainEqual({
      task: "A clone",
      where: "site.yml:5",
      endpoint: "POST /nodes/{node}/qemu/{vmid}/clone",
      missing: { kind: "privileges", paths: [{ path: "/vms/9000" }], oneOf: ["VM.Clone"] },
    });
  });
});

describe("pveplay access fix", () => {
  const fix = ["fix", "site.yml", "--user", "fixed@pve", "--store", "vault.yml", "--vault-password-file", "password"];

  test("only shows with --check", async () => {
    const { text, exitCode } = await access([...fix, "--check"]);
    expect(exitCode).toBe(0);
    expect(text).toContain("Token fixed@pve!site");
    expect(() => statSync(join(folder, "vault.yml"))).toThrow();
    expect((await access(["check", "--user", "fixed@pve"])).text).toBe("fixed@pve may do nothing\n");
  });

  test("wants a place for the secret before anything is made", async () => {
    const { exitCode, said } = await access(["fix", "site.yml", "--user", "placeless@pve", "--yes"]);
    expect(exitCode).toBe(2);
    expect(said.join("\n")).toContain("--store");
    expect((await access(["check", "--user", "placeless@pve"])).text).toBe("placeless@pve may do nothing\n");
  });

  test("does nothing unasked without a terminal, and nothing after any answer but yes", async () => {
    const without = await access(fix);
    expect(without.exitCode).toBe(2);
    const { context, recorded } = memoryContext({ cwd: folder, env: server, answers: ["no"] });
    await accessCommand(context).parseAsync(fix, { from: "user" });
    expect({ code: recorded.exitCode, asked: recorded.asked }).toEqual({ code: 1, asked: ["Do this? [y/N] "] });
    expect(() => statSync(join(folder, "vault.yml"))).toThrow();
  });

  test("makes a token that can run the playbook, its secret nowhere but in the vault; a second time there is nothing to do", async () => {
    const done = await access([...fix, "--yes"]);
    expect({ code: done.exitCode, said: done.said }).toEqual({ code: 0, said: [] });
    expect(statSync(join(folder, "vault.yml")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, "vault.yml"), "utf8")).toMatch(/^\$ANSIBLE_VAULT;/);
    expect(done.text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/);
    expect((await access(["check", "--user", "fixed@pve!site", "--for", "site.yml"])).exitCode).toBe(0);
    const again = await access([...fix, "--yes"]);
    expect(again.text).toBe("Nothing to do: fixed@pve!site has what site.yml needs\n");
    await runs("fixed@pve!site", "vault.yml");
  });

  test("leaves nothing to do for the playbook that plan writes", async () => {
    await access([...fix, "--yes"]);
    const { text } = await access(["plan", "site.yml", "--user", "fixed@pve", "--format", "playbook"]);
    writeFileSync(join(folder, "rights.yml"), text);
    const { context, recorded } = memoryContext({
      cwd: folder,
      env: { ...server, ANSIBLE_VAULT_PASSWORD_FILE: join(folder, "password") },
    });
    await runCommand(context).parseAsync(
      ["rights.yml", "--check", "--output", "json", "--vault-password-file", "password"],
      { from: "user" },
    );
    const { stats } = JSON.parse(recorded.output.toString());
    expect({ code: recorded.exitCode, stats: stats.localhost }).toMatchObject({
      code: 0,
      stats: { changed: 0 },
    });
  });
});

/** Runs the playbook with the secret of a vault. */
async function runs(user: string, vault: string): Promise<void> {
  const { PROXMOX_TOKEN_SECRET: _root, ...env } = server;
  const { context, recorded } = memoryContext({ cwd: folder, env: { ...env, PROXMOX_USER: user } });
  const play = readFileSync(join(folder, "site.yml"), "utf8").replace(
    "  collections:",
    '  module_defaults: {group/pveplay.proxmox.proxmox: {api_token_secret: "{{ proxmox_api_token_secret }}"}}\n  collections:',
  );
  writeFileSync(join(folder, "as-token.yml"), play);
  await runCommand(context).parseAsync(["as-token.yml", "-e", `@${vault}`, "--vault-password-file", "password"], {
    from: "user",
  });
  expect({ code: recorded.exitCode, output: recorded.output.toString() }).toMatchObject({ code: 0 });
}
