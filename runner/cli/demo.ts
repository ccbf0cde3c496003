import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Command } from "commander";
import { HintedError } from "../../core/errors.ts";
import type { CommandContext } from "./command-context.ts";
import { besideProgram } from "./program-folder.ts";
import { exitCodeOf, startSimulator } from "./simulator.ts";

/** `pveplay demo`: starts the simulator on a free port and runs demo/site.yml against it; further options go to `pveplay run`. */
export function demoCommand(context: CommandContext): Command {
  return new Command("demo")
    .description("run the demo playbook against the simulator")
    .allowUnknownOption()
    .argument("[options...]", "options of pveplay run, such as --check or --output ansible")
    .action(async (options: readonly string[]) => {
      const simulator = startSimulator(["--port", "0", "--pve", "9.2", "--fixture", "demo", "--speed", "1"], "pipe");
      try {
        const announced = await firstLine(simulator.stdout);
        context.setExitCode(await runDemo(announced, options, context));
      } finally {
        simulator.kill("SIGTERM");
      }
    });
}

interface Announced {
  readonly url: string;
  readonly fingerprint: string;
}

async function firstLine(output: NodeJS.ReadableStream | null): Promise<Announced> {
  if (!output) throw new TypeError("The simulator has no output");
  const lines = createInterface({ input: output });
  for await (const line of lines) return JSON.parse(line) as Announced;
  throw new HintedError("TASK_FAILED", "The simulator ended before it listened", {
    hint: "Run it by itself to see why: pveplay simulator",
  });
}

async function runDemo(
  { url, fingerprint }: Announced,
  options: readonly string[],
  context: CommandContext,
): Promise<number> {
  const { hostname, port } = new URL(url);
  const report = join(mkdtempSync(join(tmpdir(), "pveplay-demo-")), "report.yml");
  context.write(`Simulated Proxmox VE 9.2 at ${url}, certificate pinned by its fingerprint\n\n`);
  const variables = {
    proxmox_api_host: hostname,
    proxmox_api_port: Number(port),
    proxmox_fingerprint: fingerprint,
    report_file: report,
  };
  const folder = besideProgram("../demo");
  const program = [besideProgram("pveplay.js"), "run", "site.yml", "-e", JSON.stringify(variables), ...options];
  const run = spawn(process.execPath, program, { cwd: folder, stdio: "inherit" });
  const code = await exitCodeOf(run);
  if (code === 0) showReport(report, context);
  return code;
}

/** Check mode writes none. */
function showReport(path: string, context: CommandContext): void {
  try {
    context.write(`\nThe report, kept in ${path}:\n${readFileSync(path, "utf8").replace(/^/gm, "  ").trimEnd()}\n`);
  } catch {
    context.write("\nNo report was written\n");
  }
}
