import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { underPveplay } from "../helpers/both-engines.ts";
import { hasSshd, type Sshd, startSshd } from "../helpers/sshd.ts";

const PLAYBOOK = `
- hosts: all
  gather_facts: false
  tasks:
    - ping:
    - command: echo over ssh
      register: r
    - debug: {msg: "{{ r.stdout }} {{ r.rc }}"}
    - shell: "cat; echo $GREETING"
      args: {stdin: "from stdin"}
      environment: {GREETING: "it's me"}
      register: s
    - debug: {msg: "{{ s.stdout_lines }}"}
    - file: {path: "{{ folder }}/d/e", state: directory, mode: "0750"}
    - copy: {content: "hello\\n", dest: "{{ folder }}/d/f", mode: "0640"}
    - copy: {content: "hello\\n", dest: "{{ folder }}/d/f", mode: "0640"}
      register: again
    - stat: {path: "{{ folder }}/d/f"}
      register: st
    - debug: {msg: "{{ again.changed }} {{ st.stat.mode }} {{ st.stat.size }} {{ st.stat.checksum }} {{ st.stat.isreg }}"}
    - lineinfile: {path: "{{ folder }}/d/f", line: more}
    - slurp: {src: "{{ folder }}/d/f"}
      register: sl
    - debug: {msg: "{{ sl.content | b64decode }}"}
    - fetch: {src: "{{ folder }}/d/f", dest: got/, flat: true}
    - find: {paths: "{{ folder }}", recurse: true, file_type: any}
      register: fd
    - debug: {msg: "{{ fd.files | map(attribute='path') | map('basename') | sort }}"}
    - setup: {gather_subset: min}
    - debug: {msg: "{{ ansible_facts.system }} {{ ansible_facts.user_id }}"}
    - uses_args: {a: "{{ 1 + 1 }}"}
      register: m
    - debug: {msg: "{{ m.a }}"}
    - file: {path: "{{ folder }}/d", state: absent}
`;

const MODULE = `#!/bin/sh
# WANT_JSON
a=$(sed 's/.*"a": *\\([0-9]*\\).*/\\1/' "$1")
echo "{\\"changed\\": false, \\"a\\": \\"$a\\"}"
`;

describe.skipIf(!hasSshd)("a target over ssh", () => {
  let server: Sshd;
  let folder: string;

  beforeAll(async () => {
    server = await startSshd();
    folder = mkdtempSync(join(tmpdir(), "pveplay-ssh-"));
    writeFileSync(join(folder, "playbook.yml"), PLAYBOOK);
    const { port, user, keyFile, knownHosts } = server;
    const vars = `ansible_host=127.0.0.1 ansible_port=${port} ansible_user=${user} ansible_ssh_private_key_file=${keyFile}`;
    writeFileSync(
      join(folder, "inventory"),
      `far ${vars} ansible_ssh_common_args='-o UserKnownHostsFile=${knownHosts}' folder=${folder}/work\n`,
    );
    writeFileSync(join(folder, "unknown"), `far ${vars}\n`);
  });

  afterAll(() => server.stop());

  test("runs commands and files with nothing but a shell there", async () => {
    const library = join(folder, "library");
    mkdirSync(library, { recursive: true });
    writeFileSync(join(library, "uses_args"), MODULE);
    const { record, stderr, stdout } = await underPveplay({ folder });
    const printed = (record.hosts["far"] ?? []).flatMap(({ printed: value }) => (value === undefined ? [] : [value]));
    expect(record.exitCode, stderr + stdout).toBe(0);
    expect(printed).toEqual([
      { msg: "over ssh 0" },
      { msg: ["from stdin", "it's me"] },
      { msg: "False 0640 6 f572d396fae9206628714fb2ce00f72e94f2258f True" },
      { msg: "hello\nmore\n" },
      { msg: ["d", "e", "f"] },
      { msg: expect.stringMatching(/^Linux /) },
      { msg: "2" },
    ]);
  });

  test("is unreachable when its key is not known", async () => {
    const { record } = await underPveplay({ folder, args: ["-i", "unknown", "playbook.yml"] });
    expect(record.exitCode).toBe(4);
    expect(record.stats["far"]).toMatchObject({ unreachable: 1 });
  });

  test("keeps its key out of the report", async () => {
    const { stdout } = await underPveplay({ folder });
    expect(stdout).not.toContain(readFileSync(server.keyFile, "utf8").split("\n")[1]);
  });
});
