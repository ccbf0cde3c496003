import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ansibles } from "../../helpers/ansible.ts";
import { type EngineResult, underAnsible, underPveplay } from "../../helpers/both-engines.ts";
import { api, exampleOf, runOf } from "../../helpers/role-run.ts";
import { type Simulator, startSimulator } from "../../helpers/simulator.ts";

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ fixture: "demo", speed: 0, statsDelay: 0 });
  await api(simulator, "/storage", {
    method: "post",
    params: { storage: "backups", type: "dir", path: "/srv/backups", content: "backup" },
  });
});

afterEach(() => simulator.stop());

/** The guest's token is made as the READMEs say, then the role runs with it and with nothing else. */
function asGuest(storage: string, allow: readonly string[], vars: string): string {
  return `${exampleOf("controller_as_guest")
    .replace("backup_storage: backups", `backup_storage: ${storage}\n        controller_as_guest_shared_storage: true`)
    .replace(/^(\s+)controller_as_guest_vmid.*$/m, `$&\n$1controller_as_guest_allow: [${allow.join(", ")}]`)}
${exampleOf("self_backup")
  .replace("self_backup_storage: backups", `self_backup_storage: ${storage}\n        ${vars}`)
  .replace("  roles:", '  vars_files: ["{{ playbook_dir }}/guest-102.yml"]\n  roles:')}`;
}

const tight = asGuest("backups", ["backup"], "self_backup_strict: true");

const run = (playbook: string, args: readonly string[] = []): Promise<EngineResult> =>
  underPveplay(runOf(simulator, playbook, args));

describe("role self_backup", () => {
  test.each(ansibles)(
    "backs a guest up with the tightest token there is, once, also under ansible-core $version",
    async ({ bin }) => {
      const each = runOf(simulator, tight);
      const first = await underPveplay(each);
      expect(first.record.exitCode, first.stdout).toBe(0);
      const again = await underPveplay(each);
      const theirs = await underAnsible(each, join(bin, "ansible-playbook"));
      expect(again.record.exitCode, again.stdout).toBe(0);
      expect(again.record).toEqual(theirs.record);
      const listed = await api(simulator, "/nodes/pve1/storage/backups/content", { params: { content: "backup" } });
      expect(listed).toHaveLength(1);
    },
    120_000,
  );

  test("says what a wider token may do besides, and goes on", async () => {
    const { record, stdout } = await run(asGuest("local", ["backup", "snapshot"], "self_backup_strict: false"));
    expect(record.exitCode, stdout).toBe(0);
    expect(stdout).toContain("roll this guest back");
    expect(stdout).toContain("allocate volumes under the id of any guest on local");
  });

  test("refuses such a token when it is strict, before anything is done", async () => {
    const { record } = await run(asGuest("local", ["backup", "snapshot"], "self_backup_strict: true"));
    expect(record.exitCode).toBe(2);
    const listed = await api(simulator, "/nodes/pve1/storage/local/content", { params: { content: "backup" } });
    expect(listed).toEqual([]);
  });
});
