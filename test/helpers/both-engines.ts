import { execFile, execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { pveplayBundle } from "./pveplay-bundle.ts";
import { readRecord, type RunRecord } from "./run-record.ts";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const CALLBACKS = join(ROOT, "test/differential/callback_plugins");

/** A playbook to be run by both engines: a folder that is copied for each run, and what to run in it. */
export interface EngineRun {
  /** Folder with playbook, inventory and everything they name. */
  readonly folder: string;
  /** Arguments that both command lines take; default: `playbook.yml` with the folder's inventory. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the copy before each run, and its answer's environment added. */
  readonly prepare?: (copy: string) => Promise<Readonly<Record<string, string>>>;
}

/** What an engine did, and what it printed for people. */
export interface EngineResult {
  readonly record: RunRecord;
  /** The JSON lines the record was read from: every result whole. */
  readonly lines: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** The ansible-playbook that serves as truth: the project's own, else the one on the PATH; undefined when there is none. */
export function ansiblePlaybook(): string | undefined {
  const own = join(ROOT, ".venv/bin/ansible-playbook");
  const places = [own, ...(process.env["PATH"] ?? "").split(":").map((folder) => join(folder, "ansible-playbook"))];
  return places.find((path) => existsSync(path));
}

/** Runs the playbook under ansible-playbook. @throws Error when there is none on this machine */
export async function underAnsible(run: EngineRun, program = ansiblePlaybook()): Promise<EngineResult> {
  if (program === undefined) throw new Error("No ansible-playbook on this machine");
  return inCopy(run, async (copy, env) => {
    const recordFile = join(copy, ".record.jsonl");
    const done = await execute(program, argsOf(run, copy), {
      cwd: copy,
      env: {
        ...env,
        ...ANSIBLE_ENV,
        PVEPLAY_RECORD: recordFile,
        ANSIBLE_CALLBACK_PLUGINS: CALLBACKS,
        ANSIBLE_HOME: join(copy, ".ansible"),
        ANSIBLE_ASYNC_DIR: join(copy, ".ansible_async"),
        ...run.env,
      },
    });
    const text = existsSync(recordFile) ? readFileSync(recordFile, "utf8") : "";
    return { record: readRecord(text, done.code, copy), lines: text, stdout: done.stdout, stderr: done.stderr };
  });
}

/** Runs the playbook under `pveplay run`. */
export async function underPveplay(run: EngineRun): Promise<EngineResult> {
  const bundle = await pveplayBundle();
  return inCopy(run, async (copy, env) => {
    const args = [bundle, "run", ...argsOf(run, copy), "--output", "jsonl"];
    const done = await execute(process.execPath, args, { cwd: copy, env: { ...env, ...run.env } });
    return {
      record: readRecord(done.stdout, done.code, copy),
      lines: done.stdout,
      stdout: done.stdout,
      stderr: done.stderr,
    };
  });
}

const ANSIBLE_ENV = {
  ANSIBLE_STDOUT_CALLBACK: "pveplay_record",
  ANSIBLE_LOCALHOST_WARNING: "False",
  ANSIBLE_INVENTORY_UNPARSED_WARNING: "False",
  ANSIBLE_DEPRECATION_WARNINGS: "False",
  ANSIBLE_SYSTEM_WARNINGS: "False",
  ANSIBLE_NOCOLOR: "1",
  PYTHONDONTWRITEBYTECODE: "1",
  ANSIBLE_PYTHON_INTERPRETER: "/usr/bin/python3",
};

async function inCopy(
  run: EngineRun,
  work: (copy: string, env: Readonly<Record<string, string>>) => Promise<EngineResult>,
): Promise<EngineResult> {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), "pveplay-run-")));
  try {
    cpSync(run.folder, copy, { recursive: true });
    // Whatever umask the checkout was made under.
    execFileSync("chmod", ["-R", "u+rwX,go+rX,go-w", copy]);
    const extra = (await run.prepare?.(copy)) ?? {};
    return await work(copy, {
      PATH: process.env["PATH"] ?? "",
      HOME: copy,
      USER: process.env["USER"] ?? "root",
      LANG: "C.UTF-8",
      TZ: "UTC",
      ...extra,
    });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function argsOf(run: EngineRun, copy: string): readonly string[] {
  if (run.args) return run.args;
  const inventory = ["inventory", "inventory.yml", "inventory.ini"].find((name) => existsSync(join(copy, name)));
  return inventory === undefined ? ["playbook.yml"] : ["-i", inventory, "playbook.yml"];
}

interface Execution {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

function execute(
  program: string,
  args: readonly string[],
  options: Execution,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const child = execFile(
      program,
      [...args],
      { ...options, maxBuffer: 64 * 1024 * 1024, timeout: 120_000 },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === "number" ? error.code : 1) : 0;
        done({ code, stdout, stderr });
      },
    );
    child.stdin?.end();
  });
}

/** The same run in check mode. */
export function inCheckMode(run: EngineRun): EngineRun {
  return { ...run, args: [...(run.args ?? []), "--check"] };
}

/**
 * What runs come to, one after the other, under `pveplay run` and then under an ansible-playbook of this folder. `begin` makes a new
 * cluster for an engine and says what is to be run on it.
 */
export async function underBoth(
  bin: string,
  begin: () => Promise<readonly EngineRun[]>,
): Promise<{ readonly ours: readonly EngineResult[]; readonly theirs: readonly EngineResult[] }> {
  const ours = await inTurn(await begin(), underPveplay);
  const theirs = await inTurn(await begin(), (run) => underAnsible(run, join(bin, "ansible-playbook")));
  return { ours, theirs };
}

async function inTurn(
  runs: readonly EngineRun[],
  engine: (run: EngineRun) => Promise<EngineResult>,
): Promise<readonly EngineResult[]> {
  const results: EngineResult[] = [];
  for (const run of runs) results.push(await engine(run));
  return results;
}
