import { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { actionCommand, examplesText } from "./action.ts";
import { cloneCommand } from "./clone.ts";
import { destroyAction } from "./destroy.ts";
import { CHECKPOINTING, checkpointCommand } from "./checkpoint.ts";
import { ipCommand } from "./ip.ts";
import { CONTAINER, type Kind, VM } from "./kind.ts";
import { listCommand } from "./list.ts";
import { powerActions, vmPowerActions } from "./power.ts";
import { rollbackCommand } from "./rollback.ts";
import { snapshotCommand } from "./snapshot/index.ts";
import { statusCommand } from "./status.ts";
import { waitCommand } from "./wait.ts";

const EXAMPLES = [
  "list -v",
  "start 101 103-107 110,112",
  "shutdown @web --timeout 120",
  "rollback @pool:shop -n friday",
];

/** `pveplay vm`: the everyday commands for VMs. */
export function vmCommand(context: CommandContext): Command {
  return guestCommand(VM, context);
}

/** `pveplay ct`: the everyday commands for containers. */
export function ctCommand(context: CommandContext): Command {
  return guestCommand(CONTAINER, context);
}

function guestCommand(kind: Kind, context: CommandContext): Command {
  const actions = kind.type === "qemu" ? [...powerActions, ...vmPowerActions] : powerActions;
  const command = new Command(kind.command)
    .description(`list, start, stop, clone, snapshot and destroy ${kind.titles}`)
    // So that what stands behind a command is read by that command, also two levels down.
    .enablePositionalOptions()
    .addHelpText("after", examplesText(EXAMPLES, kind));
  for (const make of [listCommand, statusCommand]) command.addCommand(make(kind, context));
  for (const action of [...actions, destroyAction]) command.addCommand(actionCommand(action, kind, context));
  if (kind.type === "lxc")
    for (const action of CHECKPOINTING) command.addCommand(checkpointCommand(action, kind, context));
  for (const make of [cloneCommand, snapshotCommand, rollbackCommand, ipCommand, waitCommand])
    command.addCommand(make(kind, context));
  return command;
}
