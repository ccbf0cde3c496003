import { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { checkCommand } from "./check.ts";
import { explainCommand } from "./explain.ts";
import { fixCommand } from "./fix.ts";
import { planCommand } from "./plan.ts";

/** `pveplay access`: who may do what, and why not. */
export function accessCommand(context: CommandContext): Command {
  const command = new Command("access").description("explain, check and plan the rights playbooks need");
  for (const make of [planCommand, checkCommand, fixCommand, explainCommand]) command.addCommand(make(context));
  return command.addHelpText(
    "after",
    "\nExamples:\n  pveplay access plan site.yml\n  pveplay access check --for site.yml\n  pveplay access fix site.yml --store vault.yml\n  pveplay access explain 'Permission check failed (/vms/100, VM.Audit)' --user deploy@pve!play",
  );
}
