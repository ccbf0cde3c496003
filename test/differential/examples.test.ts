import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { modules } from "../../modules/index.ts";
import { ansibles, runAnsible } from "../helpers/ansible.ts";
import { type EngineResult, type EngineRun, underAnsible, underPveplay } from "../helpers/both-engines.ts";
import { connectionTo } from "../helpers/converge.ts";
import { startSimulator } from "../helpers/simulator.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const collections = mkdtempSync(join(tmpdir(), "pveplay-collection-"));
const [newest] = ansibles;

beforeAll(async () => {
  if (!newest) return;
  const archive = readdirSync(join(ROOT, "dist", "collection")).find((file) => file.endsWith(".tar.gz")) ?? "";
  await runAnsible(
    newest,
    [
      "ansible-galaxy",
      "collection",
      "install",
      "--offline",
      join(ROOT, "dist", "collection", archive),
      "-p",
      collections,
    ],
    { cwd: collections },
  );
});

/** A module's examples as one play, with the connection given once by the action group. */
function playbookOf(name: string): string {
  const tasks = readFileSync(join(ROOT, "modules", name, "examples.yml"), "utf8").replace(/^/gm, "    ");
  return `- hosts: localhost
  connection: local
  gather_facts: false
  module_defaults:
    group/pveplay.proxmox.proxmox: "{{ connection }}"
  tasks:
${tasks}`;
}

async function runExamples(engine: (run: EngineRun) => Promise<EngineResult>, name: string): Promise<EngineResult> {
  const simulator = await startSimulator({ fixture: "demo", speed: 0 });
  try {
    const folder = mkdtempSync(join(tmpdir(), "pveplay-examples-"));
    mkdirSync(join(folder, "group_vars"));
    writeFileSync(join(folder, "playbook.yml"), playbookOf(name));
    writeFileSync(join(folder, "inventory"), "localhost\n");
    writeFileSync(join(folder, "vault-password.txt"), "vault-password\n");
    writeFileSync(
      join(folder, "group_vars", "all.json"),
      JSON.stringify({ connection: connectionTo(simulator, "root") }),
    );
    return await engine({ folder, env: { ANSIBLE_COLLECTIONS_PATH: collections } });
  } finally {
    await simulator.stop();
  }
}

describe.each([...modules.keys()])("the examples of %s", (name) => {
  test("run", async () => {
    const { record, stdout, stderr } = await runExamples(underPveplay, name);
    expect(record.exitCode, stdout + stderr).toBe(0);
  });

  test.runIf(newest)("run under Ansible with the same results", async () => {
    const ours = await runExamples(underPveplay, name);
    const theirs = await runExamples(underAnsible, name);
    expect(theirs.record.exitCode, theirs.stdout + theirs.stderr).toBe(0);
    expect(ours.record).toEqual(theirs.record);
  });
});
