import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

const ROOT = new URL("../..", import.meta.url).pathname;

/** Path of a built module. */
export function builtModule(name: string): string {
  return join(ROOT, "dist", "modules", name);
}

/** How a module's process ended. */
export interface ModuleRun {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The one JSON object on stdout. */
  readonly result: Readonly<Record<string, unknown>>;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Sent after so many ms. */
  readonly terminateAfter?: number;
}

/** Writes an arguments file as Ansible does and returns its path. */
export function argsFile(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "pveplay-args-")), "args");
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

/** Runs a built module on an arguments file, the way Ansible calls it. */
export async function runOnFile(name: string, file: string, options: RunOptions = {}): Promise<ModuleRun> {
  const child = execa(builtModule(name), file === "" ? [] : [file], {
    reject: false,
    extendEnv: false,
    env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", ...options.env },
  });
  if (options.terminateAfter !== undefined) setTimeout(() => child.kill("SIGTERM"), options.terminateAfter);
  const { exitCode, stdout, stderr } = await child;
  return { exitCode, stdout, stderr, result: parseOne(stdout) };
}

/** {@link runOnFile} with arguments. */
export async function runBuilt(
  name: string,
  args: Readonly<Record<string, unknown>>,
  options: RunOptions = {},
): Promise<ModuleRun> {
  return runOnFile(name, argsFile(JSON.stringify(args)), options);
}

function parseOne(stdout: string): Readonly<Record<string, unknown>> {
  const data: unknown = JSON.parse(stdout);
  if (typeof data === "object" && data !== null && !Array.isArray(data)) return { ...data };
  throw new Error(`Not one JSON object: ${stdout}`);
}
