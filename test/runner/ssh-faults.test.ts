import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ansiblePlaybook, type EngineResult, underAnsible, underPveplay } from "../helpers/both-engines.ts";
import { hasSshd, makeKey, publicKey, type Sshd, startSshd } from "../helpers/sshd.ts";

const PLAYBOOK = `
- hosts: all
  gather_facts: false
  tasks:
    - command: echo reached
      register: r
    - debug: {msg: "{{ r.stdout }}"}
`;

const fullDisk = mkdtempSync(join(tmpdir(), "pveplay-full-"));
const canMount = process.getuid?.() === 0 && isDone("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", fullDisk]);
if (!canMount) process.stderr.write("NO MOUNT: the tests of a full disk are SKIPPED\n");

function isDone(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasSshd)("a play over ssh", () => {
  let server: Sshd;
  let gate: Sshd;
  let locked: Sshd;
  let wrongKeys: string;

  beforeAll(async () => {
    [server, gate, locked] = await Promise.all([startSshd(), startSshd(), startSshd({ passphrase: "open sesame" })]);
    makeKey(join(server.folder, "another"), "ed25519");
    wrongKeys = join(server.folder, "wrong_known_hosts");
    writeFileSync(wrongKeys, `[127.0.0.1]:${server.port} ${publicKey(join(server.folder, "another"))}\n`);
  });

  afterAll(async () => {
    await Promise.all([server.stop(), gate.stop(), locked.stop()]);
    if (canMount) isDone("umount", [fullDisk]);
  });

  const hostOf = ({ port, user, keyFile }: Sshd) =>
    `far ansible_host=127.0.0.1 ansible_port=${port} ansible_user=${user} ansible_ssh_private_key_file=${keyFile}`;
  const argsOf = (...options: readonly string[]) => `ansible_ssh_common_args='${options.join(" ")}'`;
  const known = ({ knownHosts }: Sshd) => `-o UserKnownHostsFile=${knownHosts}`;

  function folderWith(inventory: string, playbook = PLAYBOOK): string {
    const folder = mkdtempSync(join(tmpdir(), "pveplay-ssh-faults-"));
    writeFileSync(join(folder, "inventory"), `${inventory}\n`);
    writeFileSync(join(folder, "playbook.yml"), playbook);
    writeFileSync(join(folder, "large"), Buffer.alloc(300_000, "x"));
    return folder;
  }

  /** Configuration for jumps through the gate, for both: OpenSSH reads no file of a HOME, so both get it by option. */
  function gateConfig(port: number): string {
    const file = join(server.folder, `config-${port}`);
    const lines = [
      "Host gate",
      "HostName 127.0.0.1",
      `Port ${port}`,
      `User ${gate.user}`,
      `IdentityFile ${gate.keyFile}`,
      `UserKnownHostsFile ${gate.knownHosts}`,
    ];
    writeFileSync(file, `${lines.join("\n ")}\n`);
    return file;
  }

  /** Runs with ~/.ssh/config of the given file. */
  function runWith(folder: string, config: string): Promise<EngineResult> {
    return underPveplay({
      folder,
      prepare: async (copy) => {
        mkdirSync(join(copy, ".ssh"));
        writeFileSync(join(copy, ".ssh", "config"), `Include ${config}\n`);
        return {};
      },
    });
  }

  test("goes over a jump host of the user's configuration", async () => {
    const folder = folderWith(`${hostOf(server)} ${argsOf(known(server), "-J gate")}`);
    const { record, stdout, stderr } = await runWith(folder, gateConfig(gate.port));
    expect(record.exitCode, stdout + stderr).toBe(0);
  });

  const faults: Record<string, { inventory: () => string; code: string }> = {
    "a changed host key": {
      inventory: () => `${hostOf(server)} ${argsOf(`-o UserKnownHostsFile=${wrongKeys}`)}`,
      code: "SSH_HOST_KEY_CHANGED",
    },
    "an unknown host": {
      inventory: () => `${hostOf(server)} ${argsOf("-o UserKnownHostsFile=/dev/null")}`,
      code: "SSH_HOST_UNKNOWN",
    },
    "an encrypted key without its passphrase": {
      inventory: () => `${hostOf(locked)} ${argsOf(known(locked))}`,
      code: "SSH_PASSPHRASE_MISSING",
    },
    "a key that is not let in": {
      inventory: () => `${hostOf(server).replace(server.keyFile, gate.keyFile)} ${argsOf(known(server))}`,
      code: "SSH_AUTH_REFUSED",
    },
    "a port where nobody listens": {
      inventory: () => `${hostOf(server).replace(String(server.port), "1")} ${argsOf(known(server))}`,
      code: "SSH_CONNECTION_REFUSED",
    },
    "a name that nobody knows": {
      inventory: () => `${hostOf(server).replace("127.0.0.1", "no-such-host.invalid")} ${argsOf(known(server))}`,
      code: "SSH_NAME_UNKNOWN",
    },
    "a dead jump host": {
      inventory: () => `${hostOf(server)} ${argsOf(known(server), "-J nobody@127.0.0.1:1")}`,
      code: "SSH_JUMP_FAILED",
    },
  };

  test.each(Object.entries(faults))("finds the host unreachable by %s", async (_, { inventory, code }) => {
    const { record, lines } = await underPveplay({ folder: folderWith(inventory()) });
    expect(lines).toContain(`"${code}"`);
    expect(record).toMatchObject({ exitCode: 4, stats: { far: { unreachable: 1, ok: 0 } } });
  });

  test.skipIf(ansiblePlaybook() === undefined).each(Object.entries(faults))(
    "agrees with Ansible on %s",
    async (_, { inventory }) => {
      const { record } = await underAnsible({ folder: folderWith(inventory()) });
      expect(record).toMatchObject({ exitCode: 4, stats: { far: { unreachable: 1, ok: 0 } } });
    },
  );

  test("tells a wrong passphrase and never prints it", async () => {
    const inventory = `${hostOf(locked)} ${argsOf(known(locked))} ansible_private_key_passphrase=wrong-one-here`;
    const { lines, stderr } = await underPveplay({ folder: folderWith(inventory) });
    expect(lines).toContain('"SSH_PASSPHRASE_WRONG"');
    expect(lines + stderr).not.toContain("wrong-one-here");
  });

  test("tells a lost agent", async () => {
    const inventory = `far ansible_host=127.0.0.1 ansible_port=${server.port} ${argsOf(known(server))}`;
    const { lines } = await underPveplay({
      folder: folderWith(inventory),
      env: { SSH_AUTH_SOCK: join(server.folder, "gone") },
    });
    expect(lines).toContain('"SSH_AGENT_LOST"');
  });

  test("fails, and is not unreachable, where ssh is told what it can not honour", async () => {
    const inventory = `${hostOf(server)} ${argsOf(known(server), "-o ProxyCommand=/bin/nc")}`;
    const { record, lines } = await underPveplay({ folder: folderWith(inventory) });
    expect(lines).toContain('"SSH_CONFIG"');
    expect(record.stats["far"]).toMatchObject({ failed: 1, unreachable: 0 });
  });

  test.skipIf(!canMount)("tells a full disk and leaves the file that was there", async () => {
    const playbook = `
- hosts: all
  gather_facts: false
  tasks:
    - copy: {content: "old", dest: "${fullDisk}/f"}
    - copy: {src: large, dest: "${fullDisk}/f"}
      ignore_errors: true
    - command: ls -A ${fullDisk}
      register: names
    - slurp: {src: "${fullDisk}/f"}
      register: kept
    - debug: {msg: "{{ names.stdout }} {{ kept.content | b64decode }}"}
`;
    const { record, lines, stderr } = await underPveplay({
      folder: folderWith(`${hostOf(server)} ${argsOf(known(server))}`, playbook),
    });
    expect(record.exitCode, stderr).toBe(0);
    expect(lines).toContain('"TARGET_DISK_FULL"');
    expect(lines).toContain("f old");
  });
});
