import type { Writable } from "node:stream";
import type { CommandInput, Dialogue } from "../../../core/command-streams.ts";
import { shellQuote } from "../../../core/shell-quote.ts";
import { becoming } from "./become.ts";
import type { BecomeSpec } from "./connect.ts";
import { shellFiles } from "./shell-files.ts";
import { argvOf } from "./spawn.ts";
import type { Command, CommandResult, Target, TargetFiles } from "./target.ts";

/** How a target runs a program of its own. */
export interface CommandRunner {
  /** @throws UnreachableError when the target is lost */
  run(argv: readonly string[], io: CommandIo): Promise<CommandResult>;
}

/** A program's input, what is said before it flows, and when to stop. */
export interface CommandIo {
  readonly stdin: CommandInput | undefined;
  readonly sink?: Writable | undefined;
  readonly dialogue: Dialogue | undefined;
  readonly signal: AbortSignal;
}

/** A machine that needs nothing but a POSIX shell, however its commands get there. */
export class PosixTarget implements Target {
  readonly isLocal = false;
  readonly becomes: boolean;
  readonly files: TargetFiles;
  readonly #runner: CommandRunner;
  readonly #become: BecomeSpec | undefined;

  constructor(runner: CommandRunner, become: BecomeSpec | undefined) {
    this.#runner = runner;
    this.#become = become;
    this.becomes = become !== undefined;
    this.files = shellFiles((command, signal) => this.exec(command, signal));
  }

  /** Starts in the login's home unless the command says otherwise. @throws UnreachableError, HintedError BECOME_* */
  async exec(command: Command, signal: AbortSignal): Promise<CommandResult> {
    const argv = plainArgv(command);
    const { stdin, sink } = command;
    if (!this.#become) return this.#runner.run(argv, { stdin, sink, dialogue: undefined, signal });
    return runBecoming(this.#become, argv, (wrapped, dialogue) =>
      this.#runner.run(wrapped, { stdin, sink, dialogue, signal }),
    );
  }
}

/** Runs a command as another user. @throws HintedError BECOME_* when it never started */
export async function runBecoming(
  become: BecomeSpec,
  argv: readonly string[],
  run: (argv: readonly string[], dialogue: Dialogue) => Promise<CommandResult>,
): Promise<CommandResult> {
  const { argv: wrapped, dialogue } = becoming(become, argv);
  const result = await run(wrapped, dialogue);
  const failure = dialogue.failure(result.rc);
  if (failure) throw failure;
  return result;
}

/** The whole command as one argument vector: folder and variables are set by a shell on the target. */
export function plainArgv(command: Command): readonly string[] {
  const argv = argvOf(command);
  const settings = Object.entries(command.env ?? {}).map(([name, value]) => `${name}=${shellQuote(value)}`);
  if (command.cwd === undefined && settings.length === 0) return argv;
  const place = command.cwd === undefined ? "" : `cd ${shellQuote(command.cwd)} && `;
  return ["/bin/sh", "-c", `${place}${[...settings, ...argv.map(shellQuote)].join(" ")}`];
}
