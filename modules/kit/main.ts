import { readFileSync, writeSync } from "node:fs";
import { ConnectionPool } from "../../core/proxmox/connection-pool.ts";
import { HintedError } from "../../core/errors.ts";
import { failure, type ModuleResult } from "./result.ts";
import type { RunnableModule } from "./runnable.ts";

const STDOUT = 1;

type Raw = Readonly<Record<string, unknown>>;

/**
 * The executable around a module: arguments file in `argv[2]`, one JSON object on stdout, exit code 1 on failure.
 * stdout is left to drain (`process.exit` would cut a long answer on a pipe); stderr stays empty.
 */
export async function main(module: RunnableModule): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => stop.abort());
  const connections = new ConnectionPool();
  const result = await run(module, connections, stop.signal).catch((error: unknown) => failure(error));
  answer(`${JSON.stringify(result)}\n`);
  if (result.failed) process.exitCode = 1;
  await connections.close();
}

/** Writes without Node's streams, which take a tenth of a short run to load; what does not go out at once goes through them. */
function answer(text: string): void {
  const bytes = Buffer.from(text);
  const written = writtenAtOnce(bytes);
  if (written < bytes.length) process.stdout.write(bytes.subarray(written));
}

function writtenAtOnce(bytes: Buffer): number {
  try {
    return writeSync(STDOUT, bytes);
  } catch {
    // A full pipe that does not block, or a reader that has left: the stream waits, or tells.
    return 0;
  }
}

async function run(module: RunnableModule, connections: ConnectionPool, signal: AbortSignal): Promise<ModuleResult> {
  const raw = readArgs(process.argv[2]);
  const flag = (name: string): boolean => raw[`_ansible_${name}`] === true;
  const verbosity = raw["_ansible_verbosity"];
  const args = Object.fromEntries(Object.entries(raw).filter(([name]) => !name.startsWith("_ansible_")));
  return module.run(args, {
    checkMode: flag("check_mode"),
    diff: flag("diff"),
    noLog: flag("no_log"),
    verbosity: typeof verbosity === "number" ? verbosity : 0,
    connections,
    signal,
    env: process.env,
  });
}

const USAGE = "Run this file as an Ansible module; by hand, give it the path of a JSON file with the options";

/** @throws HintedError ARGS_FILE_UNREADABLE, ARGS_NOT_JSON; the file's content is never quoted, it holds secrets */
function readArgs(path: string | undefined): Raw {
  if (path === undefined)
    throw new HintedError("ARGS_FILE_UNREADABLE", "No arguments file given, expected its path as the only argument", {
      hint: USAGE,
    });
  const data = parse(readText(path), path);
  if (typeof data === "object" && data !== null && !Array.isArray(data)) return { ...data };
  const seen = Array.isArray(data) ? "a list" : data === null ? "null" : `a ${typeof data}`;
  throw new HintedError("ARGS_NOT_JSON", `The arguments file ${path} holds ${seen}, expected a JSON object`, {
    hint: USAGE,
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
    throw new HintedError("ARGS_FILE_UNREADABLE", `The arguments file ${path} can not be read: ${code}`, {
      hint: USAGE,
      cause,
    });
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HintedError("ARGS_NOT_JSON", `The arguments file ${path} is not JSON, expected one JSON object`, {
      hint: USAGE,
    });
  }
}
