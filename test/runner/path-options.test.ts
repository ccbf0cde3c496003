import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { underPveplay } from "../helpers/both-engines.ts";
import { hasSshd, type Sshd, startSshd } from "../helpers/sshd.ts";

describe.skipIf(!hasSshd)("paths of a target reached over ssh", () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd({ env: { PLACE: "by-login" } });
  });
  afterAll(() => sshd.stop());

  test("start at the login's home and see its variables, those of the controller at its own", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pveplay-paths-"));
    const { port, user, keyFile } = sshd;
    const host = `ansible_host=127.0.0.1 ansible_port=${port} ansible_user=${user} ansible_ssh_private_key_file=${keyFile}`;
    writeFileSync(join(folder, "inventory"), `target ${host} ansible_host_key_checking=false\n`);
    writeFileSync(join(folder, "here.txt"), "from here\n");
    writeFileSync(
      join(folder, "playbook.yml"),
      `- hosts: all
  gather_facts: false
  tasks:
    - file: {path: "~/made/$PLACE/$BY_TASK", state: directory}
      environment: {BY_TASK: deep}
    - copy: {src: "~/here.txt", dest: "~/made/copied"}
    - copy: {src: "~/made/copied", dest: "$HOME/made/again", remote_src: true}
    - lineinfile: {path: "~/made/again", line: "~ and $HOME are text in a line"}
    - stat: {path: "~nobody-of-this-name/$NOT_SET"}
`,
    );
    const { record, stderr, stdout } = await underPveplay({ folder });
    expect(record.exitCode, stderr + stdout).toBe(0);
    const made = join(sshd.folder, "made");
    expect(existsSync(join(made, "by-login", "deep"))).toBe(true);
    expect(readFileSync(join(made, "again"), "utf8")).toBe("from here\n~ and $HOME are text in a line\n");
  });
});
