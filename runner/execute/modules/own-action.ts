import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Action, type ActionCall, jsonArgs } from "../actions/action.ts";
import type { DetachedCommand } from "../background/detached-command.ts";
import type { RunState } from "../run-state.ts";
import { type ModuleFile, stage } from "./foreign.ts";

/** One of our modules as an action. */
export function ownAction(name: string, { own, options, env, reporter }: RunState): Action {
  const executable = executableOf(name);
  return {
    name,
    options: {},
    once: false,
    lazy: [],
    open: true,
    freeForm: false,
    run: (call) =>
      own.run(name, jsonArgs(call.args), {
        checkMode: call.checkMode,
        diff: call.diff,
        noLog: call.noLog,
        verbosity: options.verbosity,
        signal: call.signal,
        env: { ...env, ...call.environment },
        progress: (text) => reporter.progress(call.host, text),
      }),
    detach: executable === undefined ? undefined : (call) => detachExecutable({ name, path: executable }, call),
  };
}

/** A module that outlives the run does so as the executable that Ansible runs as well. */
async function detachExecutable(module: ModuleFile, call: ActionCall): Promise<DetachedCommand> {
  const { command, folder } = await stage(module, await call.controller(), call);
  const env = { PVEPLAY_NODE: process.execPath };
  return { command: { ...command, env }, report: { kind: "module", folder }, place: "controller" };
}

/** The module's executable, which is built beside the program. */
function executableOf(name: string): string | undefined {
  const path = join(dirname(realpathSync(process.argv[1] ?? ".")), "modules", name);
  return existsSync(path) ? path : undefined;
}
