import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modules } from "../../modules/index.ts";
import { type Ansible, ansibles, runAnsible } from "../helpers/ansible.ts";
import { answer, type ApiServer, startApiServer } from "../helpers/api-server.ts";
import { hasSshd, type Sshd, startSshd } from "../helpers/sshd.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const SECRET = "s3cr3t-of-the-token";
const folder = mkdtempSync(join(tmpdir(), "pveplay-ansible-"));
const isRoot = process.getuid?.() === 0;

let api: ApiServer;
let sshd: Sshd | undefined;

beforeAll(async () => {
  sshd = hasSshd ? await startSshd() : undefined;
  api = await startApiServer(({ path }, response) => {
    if (path.startsWith("/cluster/resources"))
      return answer(response, [{ vmid: 100, node: "pve1", type: "qemu", name: "web", status: "running" }]);
    if (path === "/access/acl") return answer(response, []);
    return answer(response, {
      result: [{ name: "eth0", "ip-addresses": [{ "ip-address": "10.0.0.5", "ip-address-type": "ipv4", prefix: 24 }] }],
    });
  });
});

afterAll(async () => {
  await api.close();
  await sshd?.stop();
});

const connection = () => ({
  api_host: "127.0.0.1",
  api_port: api.port,
  api_user: "root@pam!tk",
  api_token_secret: SECRET,
  fingerprint: api.fingerprint,
});

interface Play {
  readonly task: Readonly<Record<string, unknown>>;
  readonly play?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** Runs one task and a debug of its result. Playbooks are JSON, which is YAML. */
async function play(ansible: Ansible, { task, play = {}, env = {}, args = [] }: Play) {
  const file = join(mkdtempSync(join(folder, "play-")), "site.yml");
  const tasks = [
    { ...task, register: "r" },
    { debug: { msg: "ip={{ r.ip | default('none') }} changed={{ r.changed }}" } },
  ];
  writeFileSync(file, JSON.stringify([{ hosts: "all", gather_facts: false, ...play, tasks }]));
  const inventory = sshd && play["connection"] === "ssh" ? sshInventory(sshd) : "localhost ansible_connection=local\n";
  writeFileSync(join(file, "..", "hosts"), inventory);
  return runAnsible(ansible, ["ansible-playbook", "-i", join(file, "..", "hosts"), file, ...args], {
    cwd: folder,
    // The home of a user such as nobody may not exist, and must not be made.
    env: { ANSIBLE_LIBRARY: join(ROOT, "dist", "modules"), ANSIBLE_REMOTE_TEMP: "/tmp/.pveplay-ansible", ...env },
  });
}

function sshInventory({ port, user, keyFile, knownHosts }: Sshd): string {
  const options = `-o UserKnownHostsFile=${knownHosts} -o StrictHostKeyChecking=yes`;
  return `target ansible_host=127.0.0.1 ansible_port=${port} ansible_user=${user} ansible_ssh_private_key_file=${keyFile} ansible_ssh_common_args="${options}"\n`;
}

const ip = () => ({ proxmox_ip: { ...connection(), vmid: 100 } });

describe.each(ansibles)("under ansible-core $version", (ansible) => {
  test("a module in library/ runs", async () => {
    const { stdout, exitCode } = await play(ansible, { task: ip() });
    expect(stdout).toContain("ip=10.0.0.5 changed=False");
    expect(exitCode).toBe(0);
  });

  test("a module runs where node is not on the PATH", async () => {
    const { stdout } = await play(ansible, {
      task: { ...ip(), environment: { PATH: "/nonexistent", PVEPLAY_NODE: process.execPath } },
    });
    expect(stdout).toContain("ip=10.0.0.5");
  });

  test("a module runs without being executable, as a collection installs it", async () => {
    const target = join(mkdtempSync(join(folder, "collections-")), "c");
    const archive = readdirSync(join(ROOT, "dist", "collection")).find((file) => file.endsWith(".tar.gz")) ?? "";
    const install = await runAnsible(
      ansible,
      ["ansible-galaxy", "collection", "install", "--offline", join(ROOT, "dist", "collection", archive), "-p", target],
      { cwd: folder },
    );
    expect(install.stdout).toContain("was installed successfully");
    const env = {
      ANSIBLE_COLLECTIONS_PATH: target,
      ANSIBLE_COLLECTIONS_PATHS: target,
      ANSIBLE_LIBRARY: "/nonexistent",
    };
    const { stdout } = await play(ansible, {
      env,
      play: { module_defaults: { "group/pveplay.proxmox.proxmox": connection() } },
      task: { "pveplay.proxmox.proxmox_ip": { vmid: 100 } },
    });
    expect(stdout).toContain("ip=10.0.0.5");
    const docs = await runAnsible(
      ansible,
      ["ansible-doc", "-t", "module", "-j", ...[...modules.keys()].map((name) => `pveplay.proxmox.${name}`)],
      { cwd: folder, env },
    );
    expect(Object.keys(JSON.parse(docs.stdout) as object)).toHaveLength(modules.size);
  });

  test("every module has docs beside it in library/", async () => {
    for (const name of modules.keys()) {
      const { stdout, exitCode } = await runAnsible(
        ansible,
        ["ansible-doc", "-t", "module", "-M", join(ROOT, "dist", "modules"), name],
        { cwd: folder },
      );
      expect(stdout).toContain("api_token_secret");
      expect(stdout).toContain("EXAMPLES");
      expect(exitCode).toBe(0);
    }
  });

  test("a module runs asynchronously", async () => {
    const { stdout } = await play(ansible, { task: { ...ip(), async: 30, poll: 1 } });
    expect(stdout).toContain("ip=10.0.0.5");
  });

  test("check mode and diff reach a module", async () => {
    const acl = { proxmox_acl: { ...connection(), path: "/vms/100", roles: ["PVEVMUser"], users: ["a@pve"] } };
    const { stdout } = await play(ansible, { task: acl, args: ["--check", "--diff"] });
    expect(stdout).toContain('+    "/vms/100 user a@pve PVEVMUser": "propagate"');
    expect(stdout).toContain("changed=True");
    expect(api.seen.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test("a failure is one message with its hint, and no secret at any verbosity", async () => {
    const { stdout, exitCode } = await play(ansible, {
      task: { proxmox_ip: { ...connection(), vmid: 999 } },
      args: ["-vvv"],
    });
    expect(stdout).toContain("GUEST_NOT_FOUND");
    expect(stdout).toContain("No guest 999 is visible to root@pam!tk: Check the vmid or name");
    expect(stdout).not.toContain(SECRET);
    expect(exitCode).toBe(2);
  });

  const overSsh: Record<string, Play["play"] & { env?: Record<string, string> }> = {
    "over ssh": {},
    "over ssh with pipelining": { env: { ANSIBLE_PIPELINING: "1" } },
    "over ssh as another user": { become: true, become_user: "nobody" },
  };

  test.runIf(sshdAvailable()).each(Object.entries(overSsh))(
    "a module runs %s",
    async (_name, { env = {}, ...more }) => {
      if ("become" in more && !isRoot) return;
      const { stdout } = await play(ansible, {
        task: { ...ip(), environment: { PVEPLAY_NODE: process.execPath } },
        play: { connection: "ssh", ...more },
        env,
      });
      expect(stdout).toContain("ip=10.0.0.5");
    },
  );
});

function sshdAvailable(): boolean {
  return hasSshd;
}
