import { execFile } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";
import { ansiblePlaybook } from "../../helpers/both-engines.ts";
import { pveplayBundle } from "../../helpers/pveplay-bundle.ts";

const FOLDER = new URL("../../fixtures/list-playbook", import.meta.url).pathname;

let bundle: string;

beforeAll(async () => {
  bundle = await pveplayBundle();
});

function output(program: string, args: readonly string[]): Promise<{ code: number; stdout: string }> {
  return new Promise((done) => {
    execFile(
      program,
      [...args],
      { cwd: FOLDER, env: { PATH: process.env["PATH"], LANG: "C.UTF-8" } },
      (error, stdout) => done({ code: error ? Number(error.code) : 0, stdout }),
    );
  });
}

describe("pveplay run --list-...", () => {
  const ansible = ansiblePlaybook();
  if (ansible === undefined) process.stderr.write("NO ANSIBLE: lists of tasks and tags are NOT compared with it\n");

  test
    .skipIf(ansible === undefined)
    .each([
      ["--list-hosts", "--limit", "a"],
      ["--list-tasks"],
      ["--list-tags"],
      ["--list-tasks", "--list-tags"],
      ["--list-tasks", "--tags", "i"],
      ["--list-tasks", "--skip-tags", "blk,never"],
      ["--list-tags", "--tags", "never"],
      ["--list-tags", "--skip-tags", "t1"],
      ["--syntax-check"],
    ])(
    "prints what ansible-playbook prints: %s %s %s",
    async (...given) => {
      const args = ["-i", "a,b", "playbook.yml", ...given.filter((arg) => arg !== undefined)];
      const [ours, theirs] = await Promise.all([
        output(process.execPath, [bundle, "run", ...args]),
        output(ansible ?? "", args),
      ]);
      expect(ours).toEqual(theirs);
    },
    60_000,
  );
});
