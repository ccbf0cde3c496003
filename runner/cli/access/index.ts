import { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { explainCommand } from "./explain.ts";

/** `pveplay access`: who may do what, and why not. */
export function accessCommand(context: CommandContext): Command {
  const command = new Command("access").description("explain, check and plan the rights playbooks need");
  for (const make of [explainCommand]) command.addCommand(make(context));
  return command.addHelpText(
    "after",
    "\nExample:\n  pveplay access explain 'Permission check failed (/vms/100, VM.Audit)' --user deploy@pve!play",
  );
}
