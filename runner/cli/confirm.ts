import { HintedError } from "../../core/errors.ts";
import type { CommandContext } from "./command-context.ts";

/** What a person is asked before something is lost or changed for good. */
export interface Question {
  /** `3 VMs will be destroyed with their disks`. */
  readonly text: string;
  /** What it is about, a line each. */
  readonly lines: readonly string[];
  /** `--yes` was given, or nothing will be changed. */
  readonly answered: boolean;
}

/** Says what will be done and asks. @throws HintedError USAGE without a terminal, and INTERRUPTED for any answer but yes */
export async function confirm({ text, lines, answered }: Question, context: CommandContext): Promise<void> {
  if (answered) return;
  if (!context.isInputTerminal) {
    throw new HintedError("USAGE", `${text}, and there is no terminal to ask at`, {
      hint: "Add --yes to do it without being asked",
    });
  }
  context.say(`${text}${lines.length > 0 ? ":" : ""}`);
  for (const line of lines) context.say(`  ${line}`);
  if (await saysYes("Go on? [y/N] ", context)) return;
  throw new HintedError("INTERRUPTED", "Nothing was done", { hint: "Answer y to go on" });
}

/** Whether the person at the terminal answers yes; anything else is no. */
export async function saysYes(question: string, context: CommandContext): Promise<boolean> {
  const answer = await context.ask(question, true);
  return /^y(es)?$/i.test(answer.trim());
}
