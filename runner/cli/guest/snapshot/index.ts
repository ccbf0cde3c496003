import { Command } from "commander";
import type { CommandContext } from "../../command-context.ts";
import type { Kind } from "../kind.ts";
import { deleteCommand } from "./delete.ts";
import { listCommand } from "./list.ts";
import { addTaking } from "./take.ts";

/** `snapshot`: takes a snapshot of all guests named; `list` and `delete` are commands below it. */
export function snapshotCommand(kind: Kind, context: CommandContext): Command {
  const command = new Command("snapshot")
    .description("take a snapshot of all guests named, or of none when one of them fails; list and delete them")
    .enablePositionalOptions();
  for (const make of [listCommand, deleteCommand]) command.addCommand(make(kind, context));
  return addTaking(command, kind, context);
}
