import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { type CommandInput, CommandStreams, type Dialogue } from "../../../core/command-streams.ts";
import type { Writable } from "node:stream";
import type { Command, CommandResult } from "./target.ts";

interface SpawnOptions {
  readonly cwd?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: CommandInput | undefined;
  readonly sink?: Writable | undefined;
  readonly dialogue?: Dialogue | undefined;
  readonly signal: AbortSignal;
}

/** Runs a program of this machine to its end. An abort terminates its whole process group. @throws the system's error when it can not be started, or its input not read */
export function run(argv: readonly string[], options: SpawnOptions): Promise<CommandResult> {
  const [program = "", ...args] = argv;
  const { stdin, sink, dialogue } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...options.env },
      stdio: [stdin === undefined && !dialogue ? "ignore" : "pipe", "pipe", "pipe"],
      detached: true,
    });
    const streams = new CommandStreams({ stdin, sink, dialogue });
    const stop = (): void => killGroup(child);
    options.signal.addEventListener("abort", stop, { once: true });
    if (child.stdout && child.stderr)
      streams.attach({ stdin: child.stdin, stdout: child.stdout, stderr: child.stderr });
    child.on("error", reject);
    child.on("exit", () => streams.stopWhenSilent(() => leave(child)));
    child.on("close", (code, signal) => {
      streams.end();
      options.signal.removeEventListener("abort", stop);
      if (streams.failure) return reject(streams.failure);
      return resolve({ rc: exitCode(code, signal), stdout: streams.stdout, stderr: streams.stderr });
    });
  });
}

/** The argument vector of a command: its own, or the shell's with its text. */
export function argvOf(command: Command): readonly string[] {
  return command.argv ?? [command.executable ?? "/bin/sh", "-c", command.shell ?? ""];
}

function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  if (code !== null) return code;
  return signal === null ? 1 : -(constants.signals[signal] ?? 0);
}

/** Gives up what a program that has ended shares with others that go on. */
function leave({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy();
  stderr?.destroy();
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGTERM");
  } catch {
    // It ended in the meantime.
  }
}
