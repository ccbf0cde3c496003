import type { Dialogue } from "../../../core/command-streams.ts";
import type { ConnectionSpec } from "./connect.ts";
import { localFiles } from "./local-files.ts";
import { plainArgv, runBecoming } from "./posix-target.ts";
import { shellFiles } from "./shell-files.ts";
import { argvOf, run } from "./spawn.ts";
import type { Command, CommandResult, Target, TargetFiles } from "./target.ts";

/** This machine, as the runner's own user or as the one it becomes. */
export class LocalTarget implements Target {
  readonly isLocal = true;
  readonly becomes: boolean;
  readonly files: TargetFiles;
  readonly #spec: ConnectionSpec;

  constructor(spec: ConnectionSpec) {
    this.#spec = spec;
    this.becomes = spec.become !== undefined;
    this.files = spec.become ? shellFiles((command, signal) => this.exec(command, signal)) : localFiles;
  }

  /** Starts in the playbook's folder unless the command says otherwise. @throws HintedError BECOME_* */
  exec(command: Command, signal: AbortSignal): Promise<CommandResult> {
    const { become, cwd } = this.#spec;
    const { stdin, sink } = command;
    const start = (argv: readonly string[], dialogue?: Dialogue): Promise<CommandResult> =>
      run(argv, { cwd: command.cwd ?? cwd, env: { ...process.env, ...command.env }, stdin, sink, dialogue, signal });
    // A change of user drops variables: they are set after it.
    return become ? runBecoming(become, plainArgv({ ...command, cwd: undefined }), start) : start(argvOf(command));
  }
}
