import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { underPveplay } from "../helpers/both-engines.ts";
import { type NodeTools, nodeTools } from "../helpers/node-tools.ts";
import { type Simulator, startSimulator } from "../helpers/simulator.ts";
import { hasSshd, type Sshd, startSshd } from "../helpers/sshd.ts";

/** What every connection must be able to do, with bytes that are no text and sizes beyond one piece. */
const PLAYBOOK = `
- hosts: all
  gather_facts: false
  tasks:
    - ping:
    - shell: "cat; echo err >&2; exit 3"
      args: {stdin: "ümläut"}
      register: r
      ignore_errors: true
    - debug: {msg: "{{ r.stdout }} {{ r.stderr }} {{ r.rc }}"}
    - command: pwd
      args: {chdir: /usr}
      register: p
    - shell: "printf %s \\"$GREETING\\""
      environment: {GREETING: "it's me"}
      register: s
    - debug: {msg: "{{ p.stdout }} {{ s.stdout }}"}
    - file: {path: "{{ folder }}", state: directory, mode: "0750"}
    - copy: {src: bytes.bin, dest: "{{ folder }}/b", mode: "0640"}
    - copy: {src: bytes.bin, dest: "{{ folder }}/b", mode: "0640"}
      register: again
    - stat: {path: "{{ folder }}/b"}
      register: st
    - fetch: {src: "{{ folder }}/b", dest: got/, flat: true}
    - debug: {msg: "{{ again.changed }} {{ st.stat.mode }} {{ st.stat.size }} {{ st.stat.checksum == (lookup('file', 'sum')) }}"}
    - lineinfile: {path: "{{ folder }}/l", line: more, create: true}
    - slurp: {src: "{{ folder }}/l"}
      register: sl
    - debug: {msg: "{{ sl.content | b64decode }}"}
    - command: id -un
      become: true
      become_user: nobody
      register: w
    - debug: {msg: "{{ w.stdout }}"}
    - setup: {gather_subset: min}
    - debug: {msg: "{{ ansible_facts.system }}"}
    - file: {path: "{{ folder }}", state: absent}
`;

const PRINTED = [
  { msg: "ümläut err 3" },
  { msg: "/usr it's me" },
  { msg: "False 0640 200000 True" },
  { msg: "more\n" },
  { msg: "nobody" },
  { msg: "Linux" },
];

const INSIDE = `
- hosts: all
  gather_facts: false
  tasks:
    - shell: echo $container
      register: r
    - debug: {msg: "{{ r.stdout }}"}
`;

/** Programs that end and complain as a tool would that brings them nowhere. */
const COMPLAINING = `
- hosts: all
  gather_facts: false
  tasks:
    - shell: "echo '{{ item.said }}' >&2; exit {{ item.rc }}"
      register: r
      ignore_errors: true
      loop:
        - {said: configuration file nowhere.conf does not exist, rc: 2}
        - {said: "cat: /root/x: Permission denied", rc: 255}
        - {said: "pct: command not found", rc: 127}
        - {said: "CT 100 not running", rc: 255}
    - debug: {msg: "{{ r.results | map(attribute='rc') | list }}"}
    - shell: "echo no such container >&2; exit 255"
      become: true
      become_user: nobody
      register: b
      ignore_errors: true
    - debug: {msg: "{{ b.rc }}"}
`;

const isRoot = process.getuid?.() === 0;

function playbookFolder(inventory: string): string {
  const folder = mkdtempSync(join(tmpdir(), "pveplay-connections-"));
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * 7 + (n >> 8)) & 255));
  writeFileSync(join(folder, "bytes.bin"), bytes);
  writeFileSync(join(folder, "sum"), createHash("sha1").update(bytes).digest("hex"));
  writeFileSync(join(folder, "playbook.yml"), PLAYBOOK);
  writeFileSync(join(folder, "inventory"), inventory);
  return folder;
}

const work = (): string => join(mkdtempSync(join(tmpdir(), "pveplay-target-")), "w");

async function printed(folder: string, env: Readonly<Record<string, string>> = {}) {
  const { record, stdout, stderr } = await underPveplay({ folder, env });
  expect(record.exitCode, stderr + stdout).toBe(0);
  return Object.values(record.hosts).flatMap((tasks) =>
    tasks.flatMap(({ printed: value }) => (value === undefined ? [] : [value])),
  );
}

describe.skipIf(!isRoot)("connections to guests without SSH", () => {
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = await startSimulator({ fixture: "demo", args: ["--real-machine"] });
  });

  afterAll(() => simulator.stop());

  const apiVars = () => {
    const { hostname, port } = new URL(simulator.url);
    return `proxmox_api_host=${hostname} proxmox_api_port=${port} proxmox_fingerprint=${simulator.fingerprint} proxmox_api_user=root@pam!admin proxmox_api_token_secret=11111111-1111-1111-1111-111111111111`;
  };

  describe("agent", () => {
    test("runs the builtins in a VM found by its name", async () => {
      const folder = playbookFolder(`db-1 ansible_connection=agent ${apiVars()} folder=${work()}\n`);
      expect(await printed(folder)).toEqual(PRINTED);
    });

    test("takes no complaint of a program for one of its own", async () => {
      const folder = playbookFolder(`db-1 ansible_connection=agent ${apiVars()}\n`);
      writeFileSync(join(folder, "playbook.yml"), COMPLAINING);
      expect(await printed(folder)).toEqual([{ msg: [2, 255, 127, 255] }, { msg: 255 }]);
    });

    test.each([
      ["a VM without a running agent", "guest proxmox_vmid=102", "PROXMOX_SERVER_ERROR"],
      ["a VM that is not there", "guest proxmox_vmid=999", "GUEST_NOT_FOUND"],
    ])("finds %s unreachable", async (_, host, code) => {
      const folder = playbookFolder(`${host} ansible_connection=agent ${apiVars()} folder=x\n`);
      const { record, lines } = await underPveplay({ folder });
      expect(record.stats["guest"]).toMatchObject({ unreachable: 1 });
      expect(lines).toContain(code);
      expect(lines).not.toContain("11111111-1111");
    });
  });

  describe.skipIf(!hasSshd)("pct", () => {
    let tools: NodeTools;
    let node: Sshd;

    beforeAll(async () => {
      tools = await nodeTools(simulator, "pve2");
      node = await startSshd({ env: tools.env });
    });

    afterAll(() => node.stop());

    const login = () =>
      `ansible_port=${node.port} ansible_user=${node.user} ansible_ssh_private_key_file=${node.keyFile} ansible_ssh_common_args='-o UserKnownHostsFile=${node.knownHosts} -o HostName=127.0.0.1'`;

    test("runs the builtins in a container of the node it is on", async () => {
      const folder = playbookFolder(
        `dns ansible_connection=pct ansible_host=localhost proxmox_vmid=201 folder=${work()}\n`,
      );
      expect(await printed(folder, tools.env)).toEqual(PRINTED);
      // Each command starts the tool, which is a program of Node here.
    }, 120_000);

    test("runs commands in a container through its node, under the Python plugin's name as well", async () => {
      const kind = "ansible_connection=community.proxmox.proxmox_pct_remote";
      const folder = playbookFolder(`dns ${kind} ansible_host=node proxmox_vmid=201 ${login()}\n`);
      writeFileSync(join(folder, "playbook.yml"), INSIDE);
      expect(await printed(folder)).toEqual([{ msg: "lxc" }]);
    });

    test("takes no complaint of a program for one of the tool's", async () => {
      const folder = playbookFolder("dns ansible_connection=pct ansible_host=localhost proxmox_vmid=201\n");
      writeFileSync(join(folder, "playbook.yml"), COMPLAINING);
      expect(await printed(folder, tools.env)).toEqual([{ msg: [2, 255, 127, 255] }, { msg: 255 }]);
    });

    test("finds a machine without the tool unreachable", async () => {
      const folder = playbookFolder("dns ansible_connection=pct ansible_host=localhost proxmox_vmid=201 folder=x\n");
      const { record, lines } = await underPveplay({ folder, env: { PATH: "/usr/bin:/bin" } });
      expect(record.stats["dns"]).toMatchObject({ unreachable: 1 });
      expect(lines).toContain("pct: command not found");
    });

    test("finds a container that does not run unreachable", async () => {
      const folder = playbookFolder("dns ansible_connection=pct ansible_host=localhost proxmox_vmid=299 folder=x\n");
      const { record } = await underPveplay({ folder, env: tools.env });
      expect(record.stats["dns"]).toMatchObject({ unreachable: 1 });
    });
  });
});
