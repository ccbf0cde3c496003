import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ansibles } from "../helpers/ansible.ts";
import { type EngineResult, type EngineRun, underAnsible, underPveplay } from "../helpers/both-engines.ts";
import { connectionTo, converge } from "../helpers/converge.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const SECRET = "11111111-1111-1111-1111-111111111111";

/** The example of a role's README, which is a whole playbook. */
function exampleOf(role: string): string {
  const [, example = ""] =
    /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "roles", role, "README.md"), "utf8")) ?? [];
  return example;
}

interface Ran {
  readonly engine: readonly EngineResult[];
  /** Who may do what afterwards, as the server lists it. */
  readonly acl: unknown;
  readonly tokens: unknown;
}

type Engine = (run: EngineRun) => Promise<EngineResult>;

/** Runs a playbook twice in one folder against a simulator of its own, and looks at the server. */
async function runTwice(engine: Engine, playbook: string, options: Options = {}): Promise<Ran> {
  const simulator = await startSimulator({ fixture: "demo", speed: 0, pve: options.pve ?? "9.2" });
  try {
    await makeStorage(simulator);
    const folder = mkdtempSync(join(tmpdir(), "pveplay-access-"));
    writeFileSync(join(folder, "playbook.yml"), playbook);
    writeFileSync(join(folder, "vault-password.txt"), "vault-password\n");
    const run: EngineRun = {
      folder,
      args: [
        "playbook.yml",
        "--vault-password-file",
        "vault-password.txt",
        "-e",
        `playbook_home=${folder}`,
        ...(options.args ?? []),
      ],
      env: environment(simulator),
    };
    const first = await engine(run);
    const second = await engine(run);
    return { engine: [first, second], acl: await ask(simulator, "/access/acl"), tokens: await tokensOn(simulator) };
  } finally {
    await simulator.stop();
  }
}

interface Options {
  readonly pve?: "8.4" | "9.2";
  readonly args?: readonly string[];
}

function environment(simulator: Simulator): Readonly<Record<string, string>> {
  const { hostname, port } = new URL(simulator.url);
  return {
    PROXMOX_HOST: hostname,
    PROXMOX_PORT: port,
    PROXMOX_FINGERPRINT: simulator.fingerprint,
    PROXMOX_USER: "root@pam!admin",
    PROXMOX_TOKEN_SECRET: SECRET,
    ANSIBLE_LIBRARY: join(ROOT, "dist", "modules"),
    ANSIBLE_ROLES_PATH: join(ROOT, "roles"),
    ANSIBLE_VAULT_PASSWORD_FILE: "vault-password.txt",
  };
}

async function ask(simulator: Simulator, path: string): Promise<unknown> {
  return (await converge("proxmox_api", { ...connectionTo(simulator, "root"), path })).result["data"];
}

async function tokensOn(simulator: Simulator): Promise<unknown> {
  const users = (
    await converge("proxmox_api", {
      ...connectionTo(simulator, "root"),
      path: "/access/users",
      params: { full: true },
    })
  ).result["data"];
  // The date at the end of a comment is the clock's.
  return JSON.parse(JSON.stringify(users).replaceAll(/secret of [^\]]*/g, "secret of then"));
}

async function makeStorage(simulator: Simulator): Promise<void> {
  const params = { storage: "backups", type: "dir", path: "/srv/backups", content: "backup" };
  const made = await converge("proxmox_api", {
    ...connectionTo(simulator, "root"),
    method: "post",
    path: "/storage",
    params,
  });
  if (made.result.failed) throw new Error(made.result.msg);
}

/** The folder of the playbook is a copy for each run: what is to stay goes to the folder it was copied from. */
const kept = (playbook: string): string => playbook.replaceAll("{{ playbook_dir }}", "{{ playbook_home }}");

const both = kept(
  exampleOf("proxmox_access") +
    exampleOf("controller_as_guest").replace(
      /^(\s+)controller_as_guest_vmid.*$/m,
      "$&\n$1controller_as_guest_proof_backup: true",
    ),
);

describe.each(["8.4", "9.2"] as const)("the roles for access on %s", (pve) => {
  let ours: Ran;

  beforeAll(async () => {
    ours = await runTwice(underPveplay, both, { pve });
  }, 60_000);

  test("run as their READMEs say, and change nothing the second time but what the proof makes", () => {
    const [first, second] = ours.engine;
    expect(first?.record.exitCode, first?.stdout).toBe(0);
    expect(second?.record.exitCode, second?.stdout).toBe(0);
    // A snapshot made and removed, and a backup.
    expect(second?.record.stats["localhost"]).toMatchObject({ changed: 2, failed: 0 });
  });

  test("grant to the guest's token its own guest and storage, and nothing else", () => {
    const own = (ours.acl as readonly Record<string, unknown>[]).filter(({ ugid }) =>
      String(ugid).startsWith("guest-102@pve"),
    );
    expect(own.map(({ path, type }) => `${String(type)} ${String(path)}`).toSorted()).toEqual([
      "token /storage/backups",
      "token /vms/102",
      "user /storage/backups",
      "user /vms/102",
    ]);
  });

  test.each(pve === "9.2" ? ansibles : ansibles.slice(0, 1))(
    "do the same under ansible-core $version",
    async ({ bin }) => {
      const theirs = await runTwice((run) => underAnsible(run, join(bin, "ansible-playbook")), both, { pve });
      expect(ours.engine.map(({ record }) => record)).toEqual(theirs.engine.map(({ record }) => record));
      expect(ours.acl).toEqual(theirs.acl);
      expect(ours.tokens).toEqual(theirs.tokens);
    },
    120_000,
  );
});

describe("the roles for access", () => {
  test("tell in check mode what they would do, on a server that has nothing of it yet", async () => {
    const { engine, tokens } = await runTwice(underPveplay, both, { args: ["--check"] });
    expect(
      engine.map(({ record }) => record.exitCode),
      engine[0]?.stdout,
    ).toEqual([0, 0]);
    expect(JSON.stringify(tokens)).not.toContain("guest-102");
  });

  const refused: Record<string, readonly [string, RegExp]> = {
    "a storage that holds more than backups": [
      kept(exampleOf("controller_as_guest")).replace("storage: backups", "storage: local"),
      /controller_as_guest_shared_storage/,
    ],
    "a token without a vault": [
      "- hosts: localhost\n  connection: local\n  gather_facts: false\n  roles:\n    - {role: proxmox_access, proxmox_access_user: a@pve, proxmox_access_token: ci}\n",
      /proxmox_access_vault_file/,
    ],
  };

  test.each(Object.entries(refused))("refuse %s", async (_name, [playbook, words]) => {
    const { engine, tokens } = await runTwice(underPveplay, playbook);
    expect(engine[0]?.record.exitCode).toBe(2);
    expect(engine[0]?.stdout).toMatch(words);
    expect(JSON.stringify(tokens)).not.toContain("guest-102");
  });

  test("give a guest that may only be backed up no way to roll back", async () => {
    const tight = kept(exampleOf("controller_as_guest")).replace(
      /^(\s+)controller_as_guest_vmid.*$/m,
      "$&\n$1controller_as_guest_allow: [backup]",
    );
    const { engine, acl } = await runTwice(underPveplay, tight);
    expect(engine[0]?.record.exitCode, engine[0]?.stdout).toBe(0);
    expect(acl).toContainEqual(expect.objectContaining({ path: "/vms/102", roleid: "Self-backup" }));
  });
});
