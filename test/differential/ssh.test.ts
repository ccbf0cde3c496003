import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ansiblePlaybook, underAnsible, underPveplay } from "../helpers/both-engines.ts";
import { hasSshd, type Sshd, startSshd } from "../helpers/sshd.ts";

const PLAYBOOK = `
- hosts: all
  gather_facts: false
  vars: {work: "{{ playbook_dir }}/work-{{ inventory_hostname }}"}
  tasks:
    - ping:
    - command: echo over ssh
      register: r
    - debug: {msg: "{{ r.stdout }} {{ r.rc }} {{ r.stderr_lines }}"}
    - shell: "cat; echo $GREETING; echo err >&2; exit 2"
      args: {stdin: "from stdin", chdir: /tmp}
      environment: {GREETING: "it's \\"me\\" & $you"}
      register: s
      failed_when: s.rc != 2
      changed_when: false
    - debug: {msg: "{{ s.stdout_lines + s.stderr_lines }}"}
    - raw: echo raw $((1 + 1))
      register: w
    - debug: {msg: "{{ w.stdout_lines }}"}
    - shell: kill -9 $$
      register: k
      ignore_errors: true
    - debug: {msg: "{{ k.rc }}"}
    - file: {path: "{{ work }}/d", state: directory, mode: "0750"}
    - copy: {content: "h\\u00e4llo\\n", dest: "{{ work }}/d/f", mode: "0640"}
      register: c
    - debug: {msg: "{{ c.checksum }} {{ c.mode }} {{ c.size }} {{ c.state }}"}
    - copy: {content: "h\\u00e4llo\\n", dest: "{{ work }}/d/f"}
    - template: {src: t.j2, dest: "{{ work }}/d/t"}
    - lineinfile: {path: "{{ work }}/d/f", line: more}
    - fetch: {src: "{{ work }}/d/f", dest: "{{ playbook_dir }}/got-{{ inventory_hostname }}/", flat: true}
    - debug: {msg: "{{ lookup('file', playbook_dir ~ '/got-' ~ inventory_hostname ~ '/f') }}"}
    - stat: {path: "{{ work }}/d/t"}
      register: st
    - debug: {msg: "{{ st.stat.size }} {{ st.stat.exists }} {{ st.stat.checksum }}"}
    - command: id -un
      become: true
      become_user: nobody
      register: n
    - debug: {msg: "{{ n.stdout }}"}
    - script: s.sh one "two words"
      register: p
    - debug: {msg: "{{ p.stdout_lines }}"}
    - meta: reset_connection
    - command: "true"
    - file: {path: "{{ work }}", state: absent}
`;

describe.skipIf(!hasSshd || ansiblePlaybook() === undefined || process.getuid?.() !== 0)("a play over ssh", () => {
  let server: Sshd;
  let gate: Sshd;
  let folder: string;

  beforeAll(async () => {
    [server, gate] = await Promise.all([startSshd({ hostKeys: ["rsa", "ed25519"] }), startSshd()]);
    folder = mkdtempSync(join(tmpdir(), "pveplay-ssh-both-"));
    const login = ({ user, port, keyFile }: Sshd) =>
      `ansible_host=127.0.0.1 ansible_port=${port} ansible_user=${user} ansible_ssh_private_key_file=${keyFile} ansible_python_interpreter=/usr/bin/python3`;
    const known = (hosts: Sshd) => `-o UserKnownHostsFile=${hosts.knownHosts}`;
    const config = join(folder, "ssh_config");
    const gateLines = ["HostName 127.0.0.1", `Port ${gate.port}`, `User ${gate.user}`, `IdentityFile ${gate.keyFile}`];
    writeFileSync(config, `Host gate\n ${[...gateLines, `UserKnownHostsFile ${gate.knownHosts}`].join("\n ")}\n`);
    const lines = [
      `plain ${login(server)} ansible_ssh_common_args='${known(server)}'`,
      `second ${login(gate)} ansible_ssh_common_args="${known(gate)} -o ServerAliveInterval=5 -C"`,
      `jumped ${login(server)} ansible_ssh_common_args="-F ${config} -J gate ${known(server)}"`,
    ];
    writeFileSync(join(folder, "inventory"), `${lines.join("\n")}\n`);
    writeFileSync(join(folder, "playbook.yml"), PLAYBOOK);
    writeFileSync(join(folder, "t.j2"), "{{ inventory_hostname }} {{ ansible_port is defined }}\n");
    writeFileSync(join(folder, "s.sh"), '#!/bin/sh\nfor a; do echo "<$a>"; done\n', { mode: 0o755 });
  });

  afterAll(() => Promise.all([server.stop(), gate.stop()]));

  test("comes to the same under both engines", async () => {
    const theirs = await underAnsible({ folder });
    const ours = await underPveplay({ folder });
    expect(theirs.record.exitCode, theirs.stdout + theirs.stderr).toBe(0);
    expect(ours.record).toEqual(theirs.record);
  }, 120_000);
});
