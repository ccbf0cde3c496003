import { askAtTerminal } from "../../core/terminal.ts";
import type { Prompter } from "../execute/run-state.ts";
import type { CommandContext } from "./command-context.ts";

/** Asks at the terminal of the run; without one nothing is interactive. */
export function prompterOf(context: CommandContext): Prompter {
  return {
    isInteractive: context.isInputTerminal,
    ask: (question, { secret }) => askAtTerminal(`${question}\n`, { secret }),
    async waitForEnter(question, seconds) {
      const pressed = askAtTerminal(`${question}\n`, { secret: true });
      if (seconds === undefined) await pressed;
      else await Promise.race([pressed, after(seconds)]);
    },
  };
}

/** Asks for passphrases of keys; undefined when nobody is there to answer. */
export function passphraseAsker(prompter: Prompter): ((question: string) => Promise<string>) | undefined {
  return prompter.isInteractive ? (question) => prompter.ask(question, { secret: true }) : undefined;
}

function after(seconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
  });
}
