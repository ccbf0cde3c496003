import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { pveplayBundle } from "../../helpers/pveplay-bundle.ts";

const FILES: Readonly<Record<string, string>> = {
  "ok.yml": "- hosts: all\n  gather_facts: false\n  tasks:\n    - debug: {msg: fine}\n",
  "fails.yml": "- hosts: all\n  gather_facts: false\n  tasks:\n    - fail: {msg: on purpose}\n",
  "typo.yml": "- hosts: all\n  tasks:\n    - debgu: {msg: x}\n",
  "secret.yml": "- hosts: all\n  gather_facts: false\n  tasks:\n    - debug: {msg: hunter2}\n      no_log: true\n",
  "slow.yml": "- hosts: all\n  gather_facts: false\n  tasks:\n    - command: sleep 20\n    - debug: {msg: never}\n",
  hosts: "a ansible_connection=local\n",
};

let bundle: string;
let folder: string;

beforeAll(async () => {
  bundle = await pveplayBundle();
  folder = mkdtempSync(join(tmpdir(), "pveplay-cli-"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
});

interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], stopAfter?: number): Promise<Done> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [bundle, "run", "-i", "hosts", ...args],
      { cwd: folder },
      (error, stdout, stderr) => {
        done({ code: error ? Number(error.code) : 0, stdout, stderr });
      },
    );
    if (stopAfter !== undefined) setTimeout(() => child.kill("SIGINT"), stopAfter);
  });
}

const codes: Record<string, readonly [args: readonly string[], code: number]> = {
  "ends with 0 when all went well": [["ok.yml"], 0],
  "ends with 2 when a host failed": [["fails.yml"], 2],
  "ends with 4 for a fault in the playbook": [["typo.yml"], 4],
  "ends with 1 for a playbook that is not there": [["nothere.yml"], 1],
  "ends with 1 for a limit that leaves nobody": [["ok.yml", "--limit", "nobody"], 1],
  "ends with 2 for an unknown option": [["ok.yml", "--nope"], 2],
  "ends with 0 for a syntax check": [["fails.yml", "--syntax-check"], 0],
  "ends with 4 for a syntax check of a fault": [["typo.yml", "--syntax-check"], 4],
  "runs no further playbook after a failure": [["fails.yml", "ok.yml"], 2],
};

describe("pveplay run", () => {
  test.each(Object.entries(codes))("%s", async (_name, [args, code]) => {
    const { code: found, stderr } = await run(args);
    expect(found, stderr).toBe(code);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test("names file, line, column and the nearest name", async () => {
    const { stderr } = await run(["typo.yml"]);
    expect(stderr).toContain("typo.yml:3:7: PLAYBOOK_UNKNOWN_MODULE");
    expect(stderr).toContain("Did you mean 'debug'?");
  });

  test.each(["human", "ansible", "json", "jsonl", "junit"])("hides what no_log hides in the form %s", async (form) => {
    const { stdout, stderr, code } = await run(["secret.yml", "--output", form, "-vvv"]);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain("hunter2");
  });

  test("stops at once and says so when interrupted", async () => {
    const started = Date.now();
    const { code, stdout } = await run(["slow.yml"], 1500);
    expect(code).toBe(99);
    expect(stdout).not.toContain("never");
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  test("prints JSON that can be read", async () => {
    const { stdout } = await run(["ok.yml", "--output", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({ stats: { a: { ok: 1 } } });
  });
});
