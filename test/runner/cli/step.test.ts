import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pveplayBundle } from "../../helpers/pveplay-bundle.ts";

const NAMES = ["one", "two", "three", "four", "five"];
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pveplay-step-"));
  const tasks = NAMES.map((name) => `    - {name: ${name}, debug: {msg: ${name}}}`);
  writeFileSync(
    join(folder, "playbook.yml"),
    ["- hosts: localhost", "  gather_facts: false", "  tasks:", ...tasks, ""].join("\n"),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Names of the tasks that ran, and the exit code. `detached` leaves the terminal behind: answers come from the input. */
async function runWith(answers: readonly string[]): Promise<{ ran: readonly string[]; code: number | null }> {
  const args = [await pveplayBundle(), "run", "--step", "--output", "jsonl", "playbook.yml"];
  const child = spawn(process.execPath, args, { cwd: folder, detached: true, stdio: ["pipe", "pipe", "ignore"] });
  child.stdin.end(answers.map((answer) => `${answer}\n`).join(""));
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (more: string) => (text += more));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  const ran = NAMES.filter((name) => text.includes(`"task":"${name}","action":"debug","host"`));
  return { ran, code };
}

/** What ansible-playbook --step runs with the same lines on its input. */
const cases: Record<string, { answers: readonly string[]; ran: readonly string[] }> = {
  "runs what is answered with y": { answers: ["y", "n", "yes", "n", "Y"], ran: ["one", "three", "five"] },
  "asks no more after c": { answers: ["n", "c"], ran: ["two", "three", "four", "five"] },
  "takes anything else for no": { answers: ["", "maybe", "no", "q", "y"], ran: ["five"] },
};

describe("pveplay run --step", () => {
  test.each(Object.entries(cases))("%s", async (_name, { answers, ran }) => {
    expect(await runWith(answers)).toEqual({ ran, code: 0 });
  });
});
