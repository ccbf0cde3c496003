import type { CommandContext } from "../../../runner/cli/command-context.ts";

/** What a command wrote and asked. */
export interface Recorded {
  output: Buffer;
  readonly said: string[];
  readonly warnings: string[];
  readonly asked: string[];
  exitCode: number;
}

/** What a command under test finds around it. */
export interface World {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Answers to questions, in order; asking for more fails. */
  readonly answers?: readonly string[];
  readonly isTerminal?: boolean;
}

/** A command context in memory, and the record of what was done with it. */
export function memoryContext(world: World): { readonly context: CommandContext; readonly recorded: Recorded } {
  const recorded: Recorded = { output: Buffer.alloc(0), said: [], warnings: [], asked: [], exitCode: 0 };
  const answers = [...(world.answers ?? [])];
  const context: CommandContext = {
    cwd: world.cwd,
    env: world.env ?? { PATH: process.env["PATH"], HOME: "/nonexistent" },
    isTerminal: world.isTerminal ?? false,
    isInputTerminal: world.input === undefined,
    write: (data) => {
      recorded.output = Buffer.concat([recorded.output, Buffer.from(data)]);
    },
    say: (line) => recorded.said.push(line),
    warn: (message) => recorded.warnings.push(message),
    readInput: () => Promise.resolve(Buffer.from(world.input ?? "")),
    ask: (question) => {
      recorded.asked.push(question);
      const answer = answers.shift();
      return answer === undefined ? Promise.reject(new Error(`No answer to ${question}`)) : Promise.resolve(answer);
    },
    setExitCode: (code) => {
      recorded.exitCode = code;
    },
  };
  return { context, recorded };
}
