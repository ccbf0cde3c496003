import type { Command } from "commander";
import type { CommandContext } from "./command-context.ts";

type CommandMaker = (context: CommandContext) => Command;

/** A command before it is loaded. */
export interface Entry {
  readonly description: string;
  /** Not for people: the help leaves it out. */
  readonly hidden?: boolean;
  /** Loaded only when the command is asked for: --help and --version stay quick. */
  readonly load: () => Promise<CommandMaker>;
}

/** The commands by name, in the order the help lists them. */
export const COMMANDS: ReadonlyMap<string, Entry> = new Map([
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
    "token",
    {
      description: "list, make, rotate and remove API tokens",
      load: async () => (await import("./token/index.ts")).tokenCommand,
    },
  ],
  [
    "configure",
    {
      description: "keep a server and a token for the everyday commands",
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
    "completion",
    {
      description: "print completion for a shell: bash, zsh or fish",
      load: async () => (await import("./completion/index.ts")).completionCommand,
    },
  ],
  [
    "__complete",
    {
      description: "what may come next on a command line",
      hidden: true,
      load: async () => (await import("./completion/complete.ts")).completeCommand,
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
