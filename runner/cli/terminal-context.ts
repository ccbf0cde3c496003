import { isatty } from "node:tty";
import { askAtTerminal } from "../../core/terminal.ts";
import type { CommandContext } from "./command-context.ts";

/** The world of a program started by a person or a script: its streams, its terminal, its environment. */
export function terminalContext(): CommandContext {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  return {
    cwd: process.cwd(),
    env: process.env,
    isTerminal: isatty(1),
    isInputTerminal: isatty(0),
    write: (data) => void process.stdout.write(data),
    say,
    warn: (message) => say(`[WARNING]: ${message}`),
    readInput: readAll,
    ask: (question, visible = false) => askAtTerminal(question, { secret: !visible }),
    setExitCode: (code) => {
      process.exitCode = code;
    },
  };
}

async function readAll(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
