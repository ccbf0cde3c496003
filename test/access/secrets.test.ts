import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { getKey } from "../../vault/keys.ts";
import { VaultSecrets } from "../../vault/secrets.ts";
import { ansiblePlaybook } from "../helpers/both-engines.ts";
import { connectionTo, converge } from "../helpers/converge.ts";
import { placesOf, watch, type Watched } from "../helpers/secret-hunt.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const ADMIN = "11111111-1111-1111-1111-111111111111";
const VAULT_PASSWORD = "correct-horse-battery-staple";
const USER_PASSWORD = "tr0ub4dor-and-3";
const vault = VaultSecrets.of({ default: VAULT_PASSWORD });

/** Everything that has to do with secrets, and much that fails on the way. */
const PLAYBOOK = `
- hosts: localhost
  connection: local
  gather_facts: false
  vars_files: [admin.yml]
  module_defaults: &api
    proxmox_api: &connection
      api_host: "{{ proxmox_api_host }}"
      api_port: "{{ proxmox_api_port }}"
      api_user: "{{ proxmox_api_user }}"
      api_token_secret: "{{ proxmox_api_token_secret }}"
      fingerprint: "{{ proxmox_fingerprint }}"
    proxmox_token: *connection
    proxmox_user: *connection
  roles:
    - role: proxmox_access
      vars:
        proxmox_access_user: robot@pve
        proxmox_access_token: ci
        proxmox_access_roles: [{name: Switcher, preset: vm-operator}]
        proxmox_access_acl: [{paths: [/vms/101], roles: [Switcher]}]
        proxmox_access_vault_file: "{{ playbook_dir }}/robot.yml"
  tasks:
    - name: Keep the first secret for the hunt
      command: cp {{ playbook_dir }}/robot.yml {{ playbook_dir }}/first.yml
    - name: Rotate
      proxmox_token:
        userid: robot@pve!ci
        state: rotated
        vault_file: "{{ playbook_dir }}/robot.yml"
        vault_key: proxmox_api_token_secret
      register: rotated
    - debug: {var: rotated}
    - name: A token nobody sees
      proxmox_token: {userid: robot@pve!hidden}
      register: hidden
      no_log: true
    - name: Keep its secret for the hunt
      copy: {content: "{{ hidden.token_secret | b64encode | reverse }}", dest: "{{ hunt }}/hidden", mode: "0600"}
      no_log: true
    - name: Use it where it is refused
      proxmox_api: {api_user: robot@pve!hidden, api_token_secret: "{{ hidden.token_secret }}", path: /nodes/pve1/status}
      ignore_errors: true
    - name: Use it as a wrong one
      proxmox_api: {api_user: robot@pve!nope, api_token_secret: "{{ hidden.token_secret }}", path: /version}
      ignore_errors: true
    - name: Use it where there is no server
      proxmox_api: {api_port: 1, api_token_secret: "{{ hidden.token_secret }}", path: /version}
      ignore_errors: true
    - name: Put it where it does not belong
      proxmox_api: {api_token_secret: "{{ hidden.token_secret }}", path: "/nodes/{{ hidden.token_secret }}"}
      ignore_errors: true
    - name: A user with a password
      proxmox_user: {userid: ann@pve, password: "{{ lookup('file', hunt ~ '/password') }}"}
    - name: Rotate into a vault that is not there
      proxmox_token: {userid: robot@pve!ci, state: rotated, vault_file: /nonexistent/v.yml, vault_key: x}
      ignore_errors: true

- hosts: localhost
  connection: local
  gather_facts: false
  vars_files: [robot.yml]
  vars:
    connection: {api_host: "{{ proxmox_api_host }}", api_port: "{{ proxmox_api_port }}", fingerprint: "{{ proxmox_fingerprint }}"}
  tasks:
    - name: The new secret works
      proxmox_api:
        api_host: "{{ proxmox_api_host }}"
        api_port: "{{ proxmox_api_port }}"
        fingerprint: "{{ proxmox_fingerprint }}"
        api_user: "{{ proxmox_api_user }}"
        api_token_secret: "{{ proxmox_api_token_secret }}"
        path: /version
    - name: Fail at last
      proxmox_api:
        api_host: "{{ proxmox_api_host }}"
        api_port: "{{ proxmox_api_port }}"
        fingerprint: "{{ proxmox_fingerprint }}"
        api_user: "{{ proxmox_api_user }}"
        api_token_secret: "{{ proxmox_api_token_secret }}"
        path: /nodes/pve1/status
`;

let simulator: Simulator;
let folder: string;
/** For what the test itself keeps: not looked at. */
let hunt: string;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo", speed: 0 });
});

afterAll(() => simulator.stop());

beforeEach(async () => {
  // The home, the temporary folder and the playbook's own folder are all looked at.
  folder = mkdtempSync(join(tmpdir(), "pveplay-secrets-"));
  hunt = mkdtempSync(join(tmpdir(), "pveplay-hunt-"));
  for (const name of ["tmp", "home"]) mkdirSync(join(folder, name));
  const { hostname, port } = new URL(simulator.url);
  const admin = [
    `proxmox_api_host: ${hostname}`,
    `proxmox_api_port: ${port}`,
    `proxmox_fingerprint: ${simulator.fingerprint}`,
    "proxmox_api_user: root@pam!admin",
    `proxmox_api_token_secret: ${ADMIN}`,
  ];
  writeFileSync(join(folder, "admin.yml"), vault.encrypt(`${admin.join("\n")}\n`));
  writeFileSync(join(folder, "site.yml"), PLAYBOOK);
  writeFileSync(join(hunt, "password"), USER_PASSWORD);
  writeFileSync(join(hunt, "vault-password"), VAULT_PASSWORD, { mode: 0o600 });
  await converge("proxmox_user", { ...connectionTo(simulator, "root"), userid: "robot@pve", state: "absent" });
  await converge("proxmox_user", { ...connectionTo(simulator, "root"), userid: "ann@pve", state: "absent" });
});

afterEach(() => {
  for (const path of [folder, hunt]) rmSync(path, { recursive: true, force: true });
});

/** Runs the playbook as `program ARGS site.yml` and looks at it every so many milliseconds. */
async function run(command: readonly [string, ...string[]], every = 3): Promise<Watched> {
  const { hostname, port } = new URL(simulator.url);
  const server = {
    proxmox_api_host: hostname,
    proxmox_api_port: port,
    proxmox_fingerprint: simulator.fingerprint,
    hunt,
  };
  return watch([...command, "site.yml", "-e", JSON.stringify(server)], {
    cwd: folder,
    folders: [folder],
    every,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: join(folder, "home"),
      TMPDIR: join(folder, "tmp"),
      ANSIBLE_VAULT_PASSWORD_FILE: join(hunt, "vault-password"),
      ANSIBLE_LIBRARY: join(ROOT, "dist", "modules"),
      ANSIBLE_ROLES_PATH: join(ROOT, "roles"),
      ANSIBLE_LOCALHOST_WARNING: "0",
      ANSIBLE_LOCAL_TEMP: join(hunt, "local"),
      ANSIBLE_REMOTE_TEMP: join(hunt, "remote"),
      ANSIBLE_LOG_PATH: join(folder, "log"),
      LANG: "C.UTF-8",
    },
  });
}

/** Every secret there was, by what it is. */
function secrets(): Readonly<Record<string, string>> {
  const key = (file: string): string => {
    const value = getKey({ file: join(folder, file), key: "proxmox_api_token_secret" }, vault);
    return typeof value === "string" ? value : "";
  };
  const hidden = readFileSync(join(hunt, "hidden"), "utf8").split("").toReversed().join("");
  return {
    "the administrator's": ADMIN,
    "the first of the token": key("first.yml"),
    "the rotated one": key("robot.yml"),
    "that of the hidden token": Buffer.from(hidden, "base64").toString(),
    "the vault's password": VAULT_PASSWORD,
    "the user's password": USER_PASSWORD,
  };
}

function leaks({ seen }: Watched): readonly string[] {
  return Object.entries(secrets()).flatMap(([name, secret]) =>
    placesOf(secret, seen).map((place) => `${name}: ${place}`),
  );
}

const pveplay: readonly [string, ...string[]] = [process.execPath, join(ROOT, "dist", "pveplay.js"), "run"];

describe("secrets of a whole run, with failing tasks, at -vvv and with --diff", () => {
  test.each(["human", "ansible", "json", "jsonl", "junit"])(
    "are in no output, process or file but the vault when the report is %s",
    async (output) => {
      const watched = await run([...pveplay, "-vvv", "--diff", "--output", output]);
      expect(watched.code, [...(watched.seen.get("stdout") ?? [])].join("")).toBe(2);
      expect([...(watched.seen.get("/proc cmdline") ?? [])].length).toBeGreaterThan(0);
      const found = secrets();
      for (const secret of Object.values(found)) expect(secret.length).toBeGreaterThan(8);
      expect(found["the first of the token"]).not.toBe(found["the rotated one"]);
      expect(leaks(watched)).toEqual([]);
      expect(existsSync(join(folder, "robot.yml"))).toBe(true);
    },
  );

  // Ansible hands arguments to modules in files of its own, readable by nobody else, in two folders that are not looked at here.
  test.runIf(ansiblePlaybook())(
    "are in no output, log or process under ansible-playbook",
    async () => {
      const watched = await run([ansiblePlaybook() ?? "", "-vvv", "--diff"], 100);
      expect(watched.code, [...(watched.seen.get("stdout") ?? [])].join("")).toBe(2);
      expect(leaks(watched)).toEqual([]);
    },
    120_000,
  );

  test("would be found where a task shows one", async () => {
    const shown = PLAYBOOK.replace("no_log: true", "").replace(
      "robot@pve!hidden}",
      "robot@pve!hidden, return_secret: true}",
    );
    writeFileSync(join(folder, "site.yml"), shown);
    const watched = await run([...pveplay, "-vvv"]);
    expect(leaks(watched)).toContain("that of the hidden token: stdout");
  });
});
