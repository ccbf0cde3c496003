import { execFileSync, execFile } from "node:child_process";
import { mkdtempSync, symlinkSync, writeFileSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../../helpers/simulator.ts";
import { pveplay, rootOf } from "./everyday.ts";

let simulator: Simulator;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  simulator = await startSimulator({ fixture: "demo" });
  env = rootOf(simulator);
});

afterAll(() => simulator.stop());

/** The words suggested for the one that is being written, which is the last. */
async function suggested(...words: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await pveplay(["__complete", "--", ...words], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t")[0] ?? "");
}

const SNAPSHOT = ["list", "delete", "debian-13-cloud", "db-1", "scratch", "9000", "101", "102", "@db", "@prod"];

const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["commands", ["vm", "st"], ["status", "start", "stop"]],
  ["the program's commands", ["co"], ["configure", "completion"]],
  ["options", ["vm", "destroy", "--p"], ["--purge", "--parallel", "--port"]],
  ["choices of an option", ["vm", "wait", "web", "--for", "s"], ["stopped"]],
  ["choices of an argument", ["completion", "z"], ["zsh"]],
  ["guests by name", ["vm", "start", "scr"], ["scratch"]],
  ["guests by id, after others", ["vm", "start", "101", "10"], ["101", "102"]],
  ["containers for ct", ["ct", "stop", "20"], ["201"]],
  ["the source of a clone", ["vm", "clone", "debian"], ["debian-13-cloud"]],
  ["guests and the commands below for snapshot", ["vm", "snapshot", ""], SNAPSHOT],
  ["guests alone behind another for snapshot", ["vm", "snapshot", "101", "d"], ["debian-13-cloud", "db-1"]],
  ["guests for a command below snapshot", ["ct", "snapshot", "list", "d"], ["dns-1"]],
  ["nothing for the name of a clone, which is new", ["vm", "clone", "9000", "w"], []],
  ["nothing where a file is meant", ["run", "si"], []],
  ["nothing below what is no command", ["nonsense", ""], []],
];

describe("pveplay __complete", () => {
  test.each(cases)("suggests %s", async (_name, words, expected) => {
    expect(await suggested(...words)).toEqual(expected);
  });

  test("keeps the guests for the next key press", async () => {
    await suggested("vm", "start", "");
    const away = { ...env, PROXMOX_TOKEN_SECRET: "44444444-4444-4444-4444-444444444444" };
    const { stdout } = await pveplay(["__complete", "--", "vm", "start", "scr"], away);
    expect(stdout).toMatch(/^scratch\t/);
  });

  test("is silent when no server is known", async () => {
    const { code, stdout, stderr } = await pveplay(["__complete", "--", "vm", "start", ""], { HOME: "/nonexistent" });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});

describe("pveplay completion", () => {
  /** The words bash has split the line into, and what its function makes of them. */
  async function inBash(words: readonly string[], line: string): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), "pveplay-completion-"));
    const program = fileURLToPath(new URL("../../../dist/pveplay.js", import.meta.url));
    symlinkSync(process.execPath, join(folder, "node"));
    writeFileSync(join(folder, "pveplay"), `#!/bin/sh\nexec node "${program}" "$@"\n`);
    chmodSync(join(folder, "pveplay"), 0o755);
    const set = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; COMP_LINE='${line}'`;
    const script = `source <(pveplay completion bash); ${set}; COMP_POINT=\${#COMP_LINE}; _pveplay; echo "\${COMPREPLY[*]}"`;
    const PATH = `${folder}:/usr/bin:/bin`;
    return (await promisify(execFile)("bash", ["-c", script], { env: { ...env, PATH } })).stdout;
  }

  test.each([
    ["a command", ["pveplay", "vm", "stat"], "pveplay vm stat", "status\n"],
    ["the next word", ["pveplay", "ct", "stop", ""], "pveplay ct stop ", "dns-1 201\n"],
    ["a tag, which bash splits", ["pveplay", "vm", "start", "@", "pr"], "pveplay vm start @pr", "prod\n"],
    ["a tag of which only the @ is there", ["pveplay", "vm", "start", "@"], "pveplay vm start @", "db prod\n"],
  ] as const)("lets bash complete %s", async (...[, words, line, expected]) => {
    expect(await inBash(words, line)).toBe(expected);
  });

  test.each(["bash", "zsh", "fish"])("prints a script for %s", async (shell) => {
    const { code, stdout } = await pveplay(["completion", shell], env);
    expect(code).toBe(0);
    expect(stdout).toContain("__complete --");
    if (shell === "bash") execFileSync("bash", ["-n"], { input: stdout });
  });

  test("refuses a shell it does not know", async () => {
    expect((await pveplay(["completion", "tcsh"], env)).code).toBe(2);
  });
});

describe("a mistyped command line", () => {
  test.each([
    [["vmm", "list"], "vm"],
    [["vm", "lst"], "list"],
    [["vm", "list", "--jsn"], "--json"],
    [["doctor", "--snapshoot", "x"], "--snapshot"],
  ])("%j is told the nearest", async (args, nearest) => {
    const { code, stderr } = await pveplay(args, env);
    expect(code).toBe(2);
    expect(stderr).toContain(`Did you mean ${nearest}?`);
  });
});

describe("pveplay help", () => {
  test("says of a command what its --help says", async () => {
    expect((await pveplay(["help", "vm"], env)).stdout).toBe((await pveplay(["vm", "--help"], env)).stdout);
  });
});
