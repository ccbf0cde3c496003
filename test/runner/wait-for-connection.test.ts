import { mkdtempSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { underPveplay } from "../helpers/both-engines.ts";
import { hasSshd, startSshd } from "../helpers/sshd.ts";

const playbook = (options: string): string => `
- hosts: all
  gather_facts: false
  tasks:
    - wait_for_connection: ${options}
    - command: echo there
`;

function folderWith(inventory: string, options: string): string {
  const folder = mkdtempSync(join(tmpdir(), "pveplay-wait-"));
  writeFileSync(join(folder, "inventory"), `${inventory}\n`);
  writeFileSync(join(folder, "playbook.yml"), playbook(options));
  return folder;
}

describe("wait_for_connection over ssh", () => {
  test("gives each try its own time", async () => {
    // Takes connections and says nothing: a try ends only by its time.
    const seen: number[] = [];
    const silent = createServer(() => seen.push(seen.length));
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const port = Number(Object(silent.address()).port);
    const folder = folderWith(
      `far ansible_host=127.0.0.1 ansible_port=${port}`,
      "{connect_timeout: 1, sleep: 1, timeout: 4}",
    );
    const { record, lines } = await underPveplay({ folder });
    silent.close();
    expect(record.stats["far"]).toMatchObject({ failed: 1 });
    expect(lines).toContain("no answer within 1 s");
    expect(seen.length).toBeGreaterThan(1);
  });

  test.skipIf(!hasSshd)("leaves a connection that the next task uses", async () => {
    const { port, user, keyFile, knownHosts, stop } = await startSshd();
    const login = `ansible_port=${port} ansible_user=${user} ansible_ssh_private_key_file=${keyFile} ansible_ssh_common_args='-o UserKnownHostsFile=${knownHosts}'`;
    const { record, stdout } = await underPveplay({
      folder: folderWith(`far ansible_host=127.0.0.1 ${login}`, "{timeout: 20}"),
    });
    await stop();
    expect(record.exitCode, stdout).toBe(0);
  });
});
