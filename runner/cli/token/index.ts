import { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { createCommand } from "./create.ts";
import { deleteCommand } from "./delete.ts";
import { listCommand } from "./list.ts";
import { rotateCommand } from "./rotate.ts";

/** `pveplay token`: API tokens by hand; each action is one run of proxmox_token. */
export function tokenCommand(context: CommandContext): Command {
  const command = new Command("token").description("list, make, rotate and remove API tokens");
  for (const make of [listCommand, createCommand, rotateCommand, deleteCommand]) command.addCommand(make(context));
  return command.addHelpText("after", "\nExamples:\n  pveplay token list\n  pveplay token create deploy@pve!play");
}
