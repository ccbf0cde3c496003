import { type ChildProcess, spawn } from "node:child_process";
import { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { besideProgram } from "./program-folder.ts";

/** `pveplay simulator`: the simulated Proxmox VE API, a program of its own; all options are passed on. */
export function simulatorCommand(context: CommandContext): Command {
  return new Command("simulator")
    .description("serve a simulated Proxmox VE API to try things on")
    .helpOption(false)
    .allowUnknownOption()
    .argument("[options...]", "options of the simulator; --help lists them")
    .action(async (options: readonly string[]) => {
      const child = startSimulator(options, "inherit");
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
      context.setExitCode(await exitCodeOf(child));
    });
}

/** What a child process ends with; 1 when a signal ended it. */
export function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** Starts the simulator as a child process; its first line of output is a JSON object with `url`, `fingerprint` and `ca`. */
export function startSimulator(options: readonly string[], output: "inherit" | "pipe"): ChildProcess {
  return spawn(process.execPath, [besideProgram("pve-simulator.js"), ...options], {
    stdio: ["ignore", output, "inherit"],
  });
}
