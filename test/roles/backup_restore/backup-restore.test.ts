import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ansibles } from "../../helpers/ansible.ts";
import { type EngineResult, type EngineRun, inCheckMode, underBoth, underPveplay } from "../../helpers/both-engines.ts";
import { api, configsOf, exampleOf, playOf, runOf } from "../../helpers/role-run.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

let simulator: Simulator;

const start = (): Promise<Simulator> => startSimulator({ fixture: "demo", speed: 0, statsDelay: 0 });

beforeEach(async () => {
  simulator = await start();
});

afterEach(() => simulator.stop());

const example = exampleOf("backup_restore");

interface Vars {
  readonly [name: string]: unknown;
}

/** The role on the demo cluster with little to wait for. */
function play(vars: Vars = {}): string {
  return playOf("backup_restore", {
    backup_restore_guests: ["db-1"],
    backup_restore_storage: "local",
    backup_restore_drill_vmid: 9990,
    backup_restore_settle: 0,
    backup_restore_agent_timeout: 6,
    backup_restore_report: "{{ playbook_dir }}/report.yml",
    ...vars,
  });
}

async function run(
  playbook: string,
  args: readonly string[] = [],
): Promise<EngineResult & { readonly report: string }> {
  const run = runOf(simulator, playbook, args);
  const result = await underPveplay(run);
  return { ...result, report: reportIn(run) };
}

function reportIn({ folder }: EngineRun): string {
  for (const name of ["report.yml", "backups.yml"]) {
    try {
      return readFileSync(join(folder, name), "utf8");
    } catch {
      // The other name, or none.
    }
  }
  return "";
}

async function backups(storage = "local", node = "pve1"): Promise<readonly string[]> {
  const listed = (await api(simulator, `/nodes/${node}/storage/${storage}/content`, {
    params: { content: "backup" },
  })) as readonly { readonly volid: string }[];
  return listed.map(({ volid }) => volid);
}

describe("role backup_restore", () => {
  test("proves a VM and a container as its README says, and leaves the cluster as it was", async () => {
    const before = await configsOf(simulator);
    const { record, stdout, report } = await run(example);
    expect(record.exitCode, stdout).toBe(0);
    expect(await configsOf(simulator)).toEqual(before);
    expect(report.match(/proved: true/g)).toHaveLength(2);
    expect(report).toContain('seen: ["agent", "test -e /etc/os-release", "running"]');
    expect(report).toContain('seen: ["running"]');
    expect(await backups()).toHaveLength(1);
  });

  test.each(ansibles)(
    "does the same under ansible-core $version, twice and in check mode",
    async ({ bin }) => {
      const { ours, theirs } = await underBoth(bin, async () => {
        await simulator.stop();
        simulator = await start();
        const once = runOf(simulator, example);
        return [inCheckMode(once), once, once];
      });
      expect(theirs.map(({ record }) => record.exitCode)).toEqual([0, 0, 0]);
      expect(ours.map(({ record }) => record)).toEqual(theirs.map(({ record }) => record));
    },
    240_000,
  );

  test("starts the copy with all links down and under other addresses", async () => {
    const look = `    - {name: Look, proxmox_api: {path: /nodes/pve1/qemu/9990/config}, register: copy}
    - {name: Compare, assert: {that: ["'link_down=1' in copy.data.net0", "'BC:24:11:00:01:01' not in copy.data.net0", "copy.data.onboot | default(0) == 0"]}}
`;
    const playbook = play({ backup_restore_checks: "{{ playbook_dir }}/look.yml" });
    const each = runOf(simulator, playbook);
    writeFileSync(join(each.folder, "look.yml"), look.replaceAll(/^ {4}/gm, ""));
    const { record, stdout } = await underPveplay(each);
    expect(record.exitCode, stdout).toBe(0);
    expect(reportIn(each)).toContain('"checks"');
  });

  test("fails, prunes nothing and leaves no guest behind when a restored guest is not well", async () => {
    await run(play({ backup_restore_drill: false }));
    const before = await configsOf(simulator);
    const { record, stdout, report } = await run(
      play({ backup_restore_commands: [["test", "-e", "/nowhere"]], backup_restore_prune: "keep-last=1" }),
    );
    expect(record.exitCode).toBe(2);
    expect(stdout).toContain("did not pass the drill");
    expect(report).toContain("proved: false");
    expect(await configsOf(simulator)).toEqual(before);
    expect(await backups()).toHaveLength(2);
  });

  test("prunes once the drill has passed", async () => {
    await run(play({ backup_restore_drill: false }));
    const { record, stdout } = await run(play({ backup_restore_prune: "keep-last=1" }));
    expect(record.exitCode, stdout).toBe(0);
    expect(await backups()).toHaveLength(1);
  });

  test("never touches a guest it did not make, whatever its id", async () => {
    await api(simulator, "/nodes/pve1/qemu", {
      method: "post",
      params: { vmid: 9990, name: "precious", memory: "512" },
    });
    const before = await configsOf(simulator);
    const { record, stdout } = await run(play());
    expect(record.exitCode).toBe(2);
    expect(stdout).toContain("was not made by a drill");
    expect(await configsOf(simulator)).toEqual(before);
  });

  test("does not destroy a guest that somebody else made under the drill's id meanwhile", async () => {
    const swap = `- name: Remove the copy
  proxmox_vm: {vmid: 9990, state: absent, force: true}
- name: Make another guest
  proxmox_vm: {vmid: 9990, name: precious, node: pve1, memory: 512}
- name: Give up
  fail: {msg: the check fails}
`;
    const each = runOf(simulator, play({ backup_restore_checks: "{{ playbook_dir }}/swap.yml" }));
    writeFileSync(join(each.folder, "swap.yml"), swap);
    const { record, stdout } = await underPveplay(each);
    expect(record.exitCode).toBe(2);
    expect(stdout).toContain("is now called precious");
    expect((await configsOf(simulator)).has(9990)).toBe(true);
  });

  test("destroys what a restore left that broke off before the copy had its name", async () => {
    await simulator.stop();
    simulator = await startSimulator({ fixture: "demo", speed: 0, statsDelay: 0, control: true });
    const before = await configsOf(simulator);
    await fetch(`${simulator.control ?? ""}/faults`, {
      method: "POST",
      body: JSON.stringify({ kind: "status", status: 500, reason: "no", path: "/qemu/9990/config", method: "POST" }),
    });
    const { record, stdout } = await run(play());
    expect(record.exitCode).toBe(2);
    expect(stdout).toContain("Restore the VM");
    expect(await configsOf(simulator)).toEqual(before);
  });

  test("clears away what a drill left that was killed, also of the other kind", async () => {
    await api(simulator, "/nodes/pve2/lxc", {
      method: "post",
      params: {
        vmid: 9990,
        hostname: "restore-drill",
        ostemplate: "local:vztmpl/debian-13-standard_13.1-1_amd64.tar.zst",
        rootfs: "local-lvm:1",
      },
    });
    const { record, stdout } = await run(play());
    expect(record.exitCode, stdout).toBe(0);
    expect((await configsOf(simulator)).has(9990)).toBe(false);
  });

  test("starts no copy that would use a device of the node", async () => {
    await api(simulator, "/nodes/pve1/qemu/102/config", { method: "put", params: { usb0: "mapping=key" } });
    const { record, stdout, report } = await run(play({ backup_restore_guests: [102] }));
    expect(record.exitCode).toBe(2);
    expect(stdout).toContain("would use");
    expect(report).toContain("proved: false");
  });

  const refused: Readonly<Record<string, Vars>> = {
    "no guests": { backup_restore_guests: [] },
    "checks that are not there": { backup_restore_checks: "/nonexistent.yml" },
    "a drill on the guest itself": { backup_restore_guests: ["9990"] },
  };

  test.each(Object.entries(refused))("refuses %s before anything is done", async (_name, vars) => {
    const { record } = await run(play(vars));
    expect(record.exitCode).toBe(2);
    expect(await backups()).toEqual([]);
  });
});
