import type { PathContext } from "../../core/paths.ts";

/** What a command may touch of the world around it; `main.ts` makes the real one, tests their own. */
export interface CommandContext extends PathContext {
  /** Writes to standard output, as it is. */
  readonly write: (data: string | Uint8Array) => void;
  /** Prints a line for the person at the terminal to standard error. */
  readonly say: (line: string) => void;
  /** Prints a warning to standard error. */
  readonly warn: (message: string) => void;
  /** All of standard input. */
  readonly readInput: () => Promise<Buffer>;
  /** Asks for a line at the terminal, hidden while it is typed unless `visible`. @throws HintedError USAGE without a terminal */
  readonly ask: (question: string, visible?: boolean) => Promise<string>;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  /** Whether standard input is a terminal. */
  readonly isInputTerminal: boolean;
  /** Sets what the program ends with when no error does. */
  readonly setExitCode: (code: number) => void;
}
