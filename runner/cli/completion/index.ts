import { Argument, Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { PLACES, SCRIPTS, type Shell, SHELLS } from "./scripts.ts";

const EXAMPLES = `
Examples:
  pveplay completion bash > ~/.local/share/bash-completion/completions/pveplay
  source <(pveplay completion zsh)
  pveplay completion fish > ~/.config/fish/completions/pveplay.fish`;

/** `pveplay completion`: the script a shell needs to complete commands, options and guests. */
export function completionCommand(context: CommandContext): Command {
  return new Command("completion")
    .description("print the completion of a shell: commands, options, and names of guests")
    .addArgument(new Argument("<shell>", "the shell").choices([...SHELLS]))
    .addHelpText("after", EXAMPLES)
    .action((shell: Shell) => {
      context.write(SCRIPTS[shell]);
      if (context.isTerminal) context.say(`# Put this into ${PLACES[shell]}`);
    });
}
