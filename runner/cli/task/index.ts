import { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { listCommand } from "./list.ts";
import { logCommand } from "./log.ts";
import { statusCommand } from "./status.ts";
import { stopCommand } from "./stop.ts";
import { waitCommand } from "./wait.ts";

/** `pveplay task`: what the cluster does and did. */
export function taskCommand(context: CommandContext): Command {
  const command = new Command("task").description("list, follow, await and stop tasks of the cluster");
  for (const make of [listCommand, statusCommand, logCommand, waitCommand, stopCommand])
    command.addCommand(make(context));
  return command.addHelpText("after", "\nExamples:\n  pveplay task list --running\n  pveplay task log UPID --follow");
}
