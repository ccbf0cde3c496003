import { Command, CommanderError } from "commander";
import type { CommandContext } from "./command-context.ts";
import { reportError } from "./report-error.ts";
import { terminalContext } from "./terminal-context.ts";
import { VERSION } from "./version.ts";

type CommandMaker = (context: CommandContext) => Command;

interface Entry {
  readonly description: string;
  /** Loaded only when the command is asked for: --help and --version stay quick. */
  readonly load: () => Promise<CommandMaker>;
}

const COMMANDS: ReadonlyMap<string, Entry> = new Map([
  ["run", { description: "run playbooks", load: async () => (await import("./run.ts")).runCommand }],
  ["module", { description: "run one module on hosts", load: async () => (await import("./module.ts")).moduleCommand }],
  [
    "inventory",
    {
      description: "show hosts, groups and variables of inventories",
      load: async () => (await import("./inventory.ts")).inventoryCommand,
    },
  ],
  [
    "demo",
    {
      description: "run the demo playbook against the simulator",
      load: async () => (await import("./demo.ts")).demoCommand,
    },
  ],
  [
    "simulator",
    {
      description: "serve a simulated Proxmox VE API to try things on",
      load: async () => (await import("./simulator.ts")).simulatorCommand,
    },
  ],
  [
    "vault",
    {
      description: "encrypt, decrypt and edit secrets as ansible-vault does",
      load: async () => (await import("./vault/index.ts")).vaultCommand,
    },
  ],
  [
    "vm",
    {
      description: "list, start, stop, clone, snapshot and destroy VMs",
      load: async () => (await import("./guest/index.ts")).vmCommand,
    },
  ],
  [
    "ct",
    {
      description: "list, start, stop, clone, snapshot and destroy containers",
      load: async () => (await import("./guest/index.ts")).ctCommand,
    },
  ],
  [
    "access",
    {
      description: "explain, check and plan the rights playbooks need",
      load: async () => (await import("./access/index.ts")).accessCommand,
    },
  ],
  [
    "configure",
    {
      description: "keep a server and a token for all commands",
      load: async () => (await import("./configure/index.ts")).configureCommand,
    },
  ],
  [
    "doctor",
    {
      description: "look for what would bite on a cluster and in playbooks",
      load: async () => (await import("./doctor/index.ts")).doctorCommand,
    },
  ],
  [
    "task",
    {
      description: "list, follow, await and stop tasks of the cluster",
      load: async () => (await import("./task/index.ts")).taskCommand,
    },
  ],
]);

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
    .enablePositionalOptions();
  try {
    for (const [name, { description, load }] of COMMANDS) {
      if (args[0] === name) program.addCommand((await load())(context));
      else program.command(name).description(description);
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
