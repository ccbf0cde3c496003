import { Command, Option } from "commander";
import { HintedError } from "../../core/errors.ts";
import { type Dict, trusted, type Value } from "../../core/values.ts";
import { compileAdHoc } from "../compile/index.ts";
import { runPlaybooks } from "../execute/run-playbooks.ts";
import type { RunState } from "../execute/run-state.ts";
import type { CommandContext } from "./command-context.ts";
import { sayLeftRunning } from "./left-running.ts";
import { prepareRun } from "./prepare-run.ts";
import { addHostOptions, type RunFlags } from "./run-options.ts";
import { wholeNumber } from "./whole-number.ts";

interface ModuleFlags extends RunFlags {
  readonly args?: string;
  readonly oneLine?: boolean;
  readonly background?: number;
  readonly poll?: number;
  readonly taskTimeout?: number;
}

/** Forms of reports of one module. */
const FORMS = ["minimal", "oneline", "human", "json", "jsonl"] as const;

/** `pveplay module`: runs one module on hosts, as Ansible's ad hoc command does. */
export function moduleCommand(context: CommandContext): Command {
  const command = new Command("module")
    .description("run one module on hosts")
    .argument("<name>", "module, such as ping or proxmox_info")
    .argument("[pattern]", "hosts it runs on", "localhost")
    .option("-a, --args <args>", "its options: key=value words, YAML or JSON in braces, or a command")
    .option("-o, --one-line", "one line a host")
    .option("-B, --background <seconds>", "run it in the background for at most so long", wholeNumber(1))
    .option("-P, --poll <seconds>", "how often to look at what runs in the background", wholeNumber(1))
    .option("--task-timeout <seconds>", "how long it may take", wholeNumber(0))
    .option("--list-hosts", "print the hosts, run nothing");
  return addHostOptions(command)
    .addOption(new Option("--output <form>", "how to report (default: minimal)").choices([...FORMS]))
    .action((name: string, pattern: string, flags: ModuleFlags) => run({ name, pattern }, flags, context));
}

interface Wanted {
  readonly name: string;
  readonly pattern: string;
}

async function run({ name, pattern }: Wanted, flags: ModuleFlags, context: CommandContext): Promise<void> {
  const form = flags.output ?? (flags.oneLine ? "oneline" : "minimal");
  requireArgs(name, flags);
  const state = await prepareRun({ ...flags, output: form }, context);
  try {
    const hosts = state.inventory.match(pattern, flags.limit);
    if (hosts.length === 0 && flags.limit !== undefined) throw noHosts(pattern, flags.limit);
    if (flags.listHosts) {
      context.write(`  hosts (${hosts.length}):\n${hosts.map((host) => `    ${host}\n`).join("")}`);
      return;
    }
    const task = { pattern, module: name, args: argsOf(flags.args, state), keywords: keywordsOf(flags) };
    context.setExitCode(await runPlaybooks(state, [compileAdHoc(task, state.contextFor(context.cwd))]));
  } finally {
    state.reporter.end?.();
    sayLeftRunning(state.leftRunning, context);
    await state.connections.close();
    await state.own.close();
  }
}

/** Text in braces is YAML, of which JSON is a part; anything else is free-form. */
function argsOf(text: string | undefined, { files }: RunState): Value | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  return text.startsWith("{") && text.endsWith("}") && !/^\{[{%#]/.test(text)
    ? files.parse(text, "<args>")
    : trusted(text);
}

function keywordsOf({ background, poll, taskTimeout }: ModuleFlags): Dict {
  const keywords: Dict = new Map();
  if (background !== undefined) keywords.set("async", background).set("poll", poll ?? 15);
  if (taskTimeout !== undefined) keywords.set("timeout", taskTimeout);
  return keywords;
}

const NEEDS_ARGS = /^(ansible\.(builtin|legacy)\.)?(command|shell|raw|script)$/;

function requireArgs(name: string, { args }: ModuleFlags): void {
  if (!NEEDS_ARGS.test(name) || (args !== undefined && args !== "")) return;
  throw new HintedError("USAGE", `Module '${name}' is given no command`, { hint: "Add it with -a 'COMMAND'" });
}

function noHosts(pattern: string, limit: string): HintedError {
  return new HintedError("NO_HOSTS", `--limit ${limit} leaves no hosts of ${pattern}`, {
    hint: "See `pveplay inventory --graph` for what there is",
  });
}
