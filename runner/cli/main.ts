import { Command, CommanderError } from "commander";
import { COMMANDS } from "./commands.ts";
import { addExamples } from "./examples.ts";
import { reportError } from "./report-error.ts";
import { terminalContext } from "./terminal-context.ts";
import { VERSION } from "./version.ts";

const EXAMPLES = `
Examples:
  pveplay configure                       keep a server and a token
  pveplay vm list -v                      what runs where
  pveplay run site.yml --check --diff     what a playbook would change
  pveplay doctor site.yml                 what would bite
  pveplay COMMAND --help                  more of each`;

/** Runs the program for the arguments after its name. Sets the exit code; never throws. */
async function main(args: readonly string[]): Promise<void> {
  const context = terminalContext();
  // Whoever read the report may leave before its end; the work goes on.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  const program = new Command("pveplay")
    .description("Automate Proxmox VE with Ansible playbooks, with or without Ansible.")
    .version(VERSION, "--version")
    .showHelpAfterError()
    .enablePositionalOptions()
    .addHelpText("after", EXAMPLES);
  try {
    // Only what is asked for is loaded; of the rest the name is enough.
    const asked = args[0] === "help" ? args[1] : args[0];
    for (const [name, { description, load, hidden = false }] of COMMANDS) {
      if (asked === name) {
        const command = (await load())(context);
        addExamples(command);
        program.addCommand(command, { hidden });
      } else program.command(name, { hidden }).description(description);
    }
    leaveExitToUs(program);
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) context.setExitCode(error.exitCode === 0 ? 0 : BAD_COMMAND_LINE);
    else context.setExitCode(reportError(error, context));
  }
}

/** What Ansible's programs end with for an unknown option or a missing argument. */
const BAD_COMMAND_LINE = 2;

function leaveExitToUs(command: Command): void {
  command.exitOverride();
  for (const below of command.commands) leaveExitToUs(below);
}

void main(process.argv.slice(2));
