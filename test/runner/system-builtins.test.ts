import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { underPveplay } from "../helpers/both-engines.ts";
import { hasSshd, type Sshd, startSshd } from "../helpers/sshd.ts";

/** Puts programs in front of the system's own: each notes how it was called in `$STATE/log`. */
function fakePrograms(programs: Readonly<Record<string, string>>): {
  folder: string;
  env: Record<string, string>;
  log: () => string[];
} {
  const folder = mkdtempSync(join(tmpdir(), "pveplay-system-"));
  const state = mkdtempSync(join(tmpdir(), "pveplay-state-"));
  mkdirSync(join(folder, "bin"));
  for (const [name, body] of Object.entries(programs)) {
    const file = join(folder, "bin", name);
    writeFileSync(file, `#!/bin/sh\nnote() { echo "${name} $*" >> "$STATE/log"; }\n${body}\n`);
    chmodSync(file, 0o755);
  }
  const env = { PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`, STATE: state };
  const log = (): string[] =>
    existsSync(join(state, "log")) ? readFileSync(join(state, "log"), "utf8").trim().split("\n") : [];
  return { folder, env, log };
}

async function statuses(folder: string, env: Record<string, string>, tasks: string): Promise<readonly string[]> {
  const head = "- hosts: localhost\n  gather_facts: false\n  tasks:\n";
  writeFileSync(join(folder, "playbook.yml"), `${head}${tasks.trim().replaceAll(/^/gm, "    ")}\n`);
  const { record, stderr } = await underPveplay({ folder, env });
  const results = record.hosts["localhost"] ?? [];
  expect(results.length, stderr).toBeGreaterThan(0);
  return results.map(({ status }) => status);
}

/** A Debian with `old` 1.0 installed (1.1 can be had) and `new` 2.0 in its lists. */
const APT = {
  "dpkg-query":
    'for name; do case $name in old) echo "old|amd64|installed|1.0";; left) echo "left|amd64|config-files|3";; esac; done',
  "apt-cache": `case $1 in
policy|-o) for name; do case $name in
  old) printf 'old:\\n  Installed: 1.0\\n  Candidate: 1.1\\n  Version table:\\n     1.1 500\\n *** 1.0 100\\n';;
  new) printf 'new:\\n  Installed: (none)\\n  Candidate: 2.0\\n  Version table:\\n     2.0 500\\n     1.9 500\\n';;
  esac; done;;
showpkg) printf 'Package: mta\\nReverse Provides: \\nold 1.0 (= )\\n';;
pkgnames) printf 'old\\nnew\\n';;
esac`,
  "apt-get":
    'note "$@"; case "$*" in *autoremove*) echo "0 upgraded, 0 newly installed, 0 to remove";; *) echo "1 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.";; esac',
  "apt-mark": ":",
  dpkg: '[ "$2" = 1.0 ] && [ "$4" = 1.0 ]',
};

const DPKG = "-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=60";

describe("apt", () => {
  test("asks apt-get only for what is missing, old or of another version", async () => {
    const { folder, env, log } = fakePrograms(APT);
    const tasks = `
- apt: {name: old}
- apt: {name: [old, new]}
- apt: {name: old, state: latest}
- apt: {name: "new=1.*"}
- apt: {name: "old>=1.0"}
- apt: {name: mta}
- apt: {name: "new=7"}
  ignore_errors: true
- apt: {name: nowhere}
  ignore_errors: true
- apt: {name: "n?w", install_recommends: false}
- apt: {name: [old, nowhere], state: absent, purge: true}
- apt: {name: left, state: absent}
- apt: {name: left, state: absent, purge: true}
- apt: {upgrade: dist}
- apt: {autoremove: true}
- apt: {name: new}
  check_mode: true
- package: {name: new, state: present}`;
    expect(await statuses(folder, env, tasks)).toEqual([
      "ok",
      "changed",
      "changed",
      "changed",
      "ok",
      "ok",
      "ignored",
      "ignored",
      "changed",
      "changed",
      "ok",
      "changed",
      "changed",
      "ok",
      "changed",
      "changed",
    ]);
    expect(log()).toEqual([
      `apt-get -y ${DPKG} install new=2.0`,
      `apt-get -y ${DPKG} install old=1.1`,
      `apt-get -y ${DPKG} install new=1.9`,
      `apt-get -y ${DPKG} -o APT::Install-Recommends=no install new=2.0`,
      `apt-get -y ${DPKG} -q --purge remove old`,
      `apt-get -y ${DPKG} -q --purge remove left`,
      `apt-get -y ${DPKG} dist-upgrade`,
      `apt-get -y ${DPKG} autoremove`,
      `apt-get -y ${DPKG} --simulate install new=2.0`,
      `apt-get -y ${DPKG} install new=2.0`,
    ]);
  });
});

describe("hostname", () => {
  test("sets the lasting name before the one in force, and neither in check mode", async () => {
    const { folder, env, log } = fakePrograms({
      hostnamectl: 'case "$*" in *status) echo old;; *) note "$@";; esac',
    });
    const tasks = `
- hostname: {name: new, use: systemd}
  check_mode: true
- hostname: {name: new, use: systemd}
- hostname: {name: old, use: systemd}`;
    expect(await statuses(folder, env, tasks)).toEqual(["changed", "changed", "ok"]);
    expect(log()).toEqual([
      "hostnamectl --pretty --static set-hostname new",
      "hostnamectl --transient set-hostname new",
    ]);
  });
});

describe("dnf and package", () => {
  test("speak to rpm and dnf, and refuse groups", async () => {
    const { folder, env, log } = fakePrograms({
      rpm: '[ "$3" = here ]',
      dnf: 'case "$*" in *check-update*) exit 100;; esac; note "$@"',
    });
    const tasks = `
- dnf: {name: here}
- dnf: {name: [here, gone], state: latest}
- dnf: {name: here, state: absent}
  check_mode: true
- package: {name: gone, state: present, use: dnf}
- dnf: {name: "@group"}
  ignore_errors: true`;
    expect(await statuses(folder, env, tasks)).toEqual(["ok", "changed", "changed", "changed", "ignored"]);
    expect(log()).toEqual(["dnf -y install gone", "dnf -y upgrade here", "dnf -y install gone"]);
  });
});

describe.skipIf(!hasSshd)("reboot over ssh", () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.stop());

  const reboot = (boot: string, options: string): Promise<readonly string[]> => {
    const folder = mkdtempSync(join(tmpdir(), "pveplay-reboot-"));
    writeFileSync(boot, "first");
    const { port, user, keyFile } = sshd;
    const host = `ansible_host=127.0.0.1 ansible_port=${port} ansible_user=${user} ansible_ssh_private_key_file=${keyFile}`;
    writeFileSync(join(folder, "inventory"), `target ${host} ansible_host_key_checking=false\n`);
    writeFileSync(
      join(folder, "playbook.yml"),
      `- hosts: all\n  gather_facts: false\n  tasks:\n    - reboot: {boot_time_command: cat ${boot}, ${options}}\n      ignore_errors: true\n`,
    );
    return underPveplay({ folder }).then(({ record, stderr }) => {
      expect(record.hosts["target"]?.length, stderr).toBe(1);
      return record.hosts["target"]?.map(({ status }) => status) ?? [];
    });
  };

  test("waits until the target has another boot time and answers", async () => {
    const boot = join(mkdtempSync(join(tmpdir(), "pveplay-boot-")), "id");
    expect(await reboot(boot, `reboot_command: "sh -c 'echo second > ${boot}'"`)).toEqual(["changed"]);
    expect(readFileSync(boot, "utf8").trim()).toBe("second");
  });

  test("fails when the command fails, or the target does not come back in time", async () => {
    const boot = join(mkdtempSync(join(tmpdir(), "pveplay-boot-")), "id");
    expect(await reboot(boot, 'reboot_command: "false"')).toEqual(["ignored"]);
    expect(await reboot(boot, 'reboot_command: "true", reboot_timeout: 1')).toEqual(["ignored"]);
  });
});

describe("reboot", () => {
  test("never reboots the machine the playbook runs on", async () => {
    const { folder, env, log } = fakePrograms({ shutdown: 'note "$@"', reboot: 'note "$@"' });
    expect(await statuses(folder, env, "- reboot:\n  ignore_errors: true")).toEqual(["ignored"]);
    expect(log()).toEqual([]);
  });
});

const isRoot = process.getuid?.() === 0 && existsSync("/usr/sbin/useradd") && existsSync("/usr/bin/getent");
const USER = "pveplaytest";

// Real accounts with names nobody has: only where the test may make and remove them.
describe.skipIf(!isRoot)("user, group and authorized_key", () => {
  afterAll(() => {
    execFileSync("sh", ["-c", `userdel -rf ${USER}; groupdel ${USER}; groupdel ${USER}2; :`], { stdio: "ignore" });
  });

  test("bring an account to its state once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pveplay-accounts-"));
    const home = join(mkdtempSync(join(tmpdir(), "pveplay-homes-")), "deep", "home");
    const tasks = `
- group: {name: ${USER}2, gid: 61234}
- group: {name: ${USER}2, gid: 61234}
- group: {name: ${USER}2, gid: 61235}
- user: {name: ${USER}, home: ${home}, groups: [${USER}2], shell: /bin/sh}
  check_mode: true
- user: {name: ${USER}, home: ${home}, groups: [${USER}2], shell: /bin/sh}
- user: {name: ${USER}, home: ${home}, groups: [${USER}2], shell: /bin/sh}
- user: {name: ${USER}, groups: [daemon], append: true, comment: Some One}
- user: {name: ${USER}, groups: [], password: "$6$salt$0123456789abcdef"}
- user: {name: ${USER}, groups: [], password: "$6$salt$0123456789abcdef"}
- user: {name: ${USER}, password_lock: true, expires: 1893456000, password_expire_max: 90}
- user: {name: ${USER}, password_lock: true, expires: 1893456000, password_expire_max: 90}
- authorized_key: {user: ${USER}, key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0one one}
- authorized_key: {user: ${USER}, key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0one one}
- user: {name: ${USER}, groups: [nosuchgroup]}
  ignore_errors: true
- user: {name: ${USER}, state: absent, remove: true}
- user: {name: ${USER}, state: absent}
- group: {name: ${USER}2, state: absent}
- group: {name: ${USER}2, state: absent}`;
    expect(await statuses(folder, {}, tasks)).toEqual([
      "changed",
      "ok",
      "changed",
      "changed",
      "changed",
      "ok",
      "changed",
      "changed",
      "ok",
      "changed",
      "ok",
      "changed",
      "ok",
      "ignored",
      "changed",
      "ok",
      "changed",
      "ok",
    ]);
    expect(existsSync(home)).toBe(false);
  });
});
