import { Command, Option } from "commander";
import { HintedError } from "../../core/errors.ts";
import { checkModuleOptions } from "../compile/index.ts";
import { runPlaybooks } from "../execute/run-playbooks.ts";
import type { RunState } from "../execute/run-state.ts";
import type { CommandContext } from "./command-context.ts";
import { sayLeftRunning } from "./left-running.ts";
import { listPlaybooks } from "./list-playbooks.ts";
import { knownOptions } from "../execute/known-options.ts";
import { compileFile, prepareRun } from "./prepare-run.ts";
import { addRunOptions, type RunFlags } from "./run-options.ts";

/** `pveplay run`: runs playbooks as ansible-playbook does. */
export function runCommand(context: CommandContext): Command {
  const command = new Command("run").description("run playbooks").argument("<playbooks...>", "playbook files");
  return addRunOptions(command)
    .addOption(new Option("--syntax-check", "read everything, run nothing"))
    .action((playbooks: string[], flags: RunFlags) => run(playbooks, flags, context));
}

async function run(paths: readonly string[], flags: RunFlags, context: CommandContext): Promise<void> {
  const state = await prepareRun(flags, context);
  refuseEmptyLimit(state);
  try {
    const playbooks = paths.map((path) => compileFile(path, state, context));
    for (const playbook of playbooks) checkModuleOptions(playbook, await knownOptions(playbook, state.own));
    if (flags.syntaxCheck) {
      context.write(paths.map((path) => `\nplaybook: ${path}\n`).join(""));
      return;
    }
    if (flags.listHosts || flags.listTasks || flags.listTags) {
      context.write(await listPlaybooks(state, playbooks, flags));
      return;
    }
    context.setExitCode(await runPlaybooks(state, playbooks));
  } finally {
    state.reporter.end?.();
    sayLeftRunning(state.leftRunning, context);
    await state.connections.close();
    await state.own.close();
  }
}

/** A limit that leaves nobody is a mistake, not a run without work. */
function refuseEmptyLimit({ inventory, options }: RunState): void {
  if (options.limit === undefined || inventory.hosts().length === 0) return;
  if (inventory.match("all", options.limit).length > 0) return;
  throw new HintedError("NO_HOSTS", `--limit ${options.limit} leaves no hosts`, {
    hint: "See `pveplay inventory --graph` for what there is",
  });
}
