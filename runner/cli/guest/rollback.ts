import { Command } from "commander";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags } from "../api/flags.ts";
import type { ApiSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { counted, examplesText } from "./action.ts";
import { addBatchFlags, type BatchFlags } from "./batch.ts";
import { confirmGuests } from "./confirm.ts";
import { runGroup } from "./group.ts";
import type { Kind } from "./kind.ts";
import { addSelection, selectedGuests } from "./selected.ts";

interface RollbackFlags extends BatchFlags {
  readonly name: string;
  readonly start?: boolean;
  readonly safetySnapshot?: string;
  readonly force?: boolean;
  readonly yes?: boolean;
}

const EXAMPLES = ["rollback 101 103-107 --name before_upgrade", "rollback @web -n friday --safety-snapshot broken"];

/** `rollback`: brings all guests named back to a snapshot; none when one of them does not have it. */
export function rollbackCommand(kind: Kind, context: CommandContext): Command {
  const command = addSelection(
    new Command("rollback").description(
      "bring guests back to a snapshot, running as they were; asks before, and touches none unless all have it",
    ),
    kind,
  )
    .requiredOption("-n, --name <name>", "name of the snapshot")
    .option("--start", "start all of them afterwards, not only those that ran before")
    .option("--safety-snapshot <name>", "take a snapshot of what is left first")
    .option("--force", "remove younger snapshots where the storage demands it (ZFS)")
    .option("-y, --yes", "do not ask");
  addConnectionFlags(addBatchFlags(command));
  return command
    .addHelpText("after", examplesText(EXAMPLES, kind))
    .action((words: string[], flags: RollbackFlags) =>
      withSession(flags, context, (session) => rollBack({ kind, session, flags }, words, context)),
    );
}

interface Call {
  readonly kind: Kind;
  readonly session: ApiSession;
  readonly flags: RollbackFlags;
}

async function rollBack(
  { kind, session, flags }: Call,
  words: readonly string[],
  context: CommandContext,
): Promise<void> {
  const { name, safetySnapshot, force, timeout, yes = false, dryRun: checkMode = false } = flags;
  const guests = await selectedGuests(words, { session, kind });
  const text = `${counted(guests.length, kind)} will be rolled back to '${name}', losing what was written since`;
  await confirmGuests({ text, guests, answered: yes || checkMode }, context);
  const args = {
    state: "rollback",
    vmids: guests.map(({ vmid }) => String(vmid)),
    snapname: name,
    start: flags.start ? "true" : "previous",
    safety_snapshot: safetySnapshot,
    force,
    timeout,
  };
  // With steps before the rollback, those may be what failed.
  const alone = safetySnapshot === undefined && !force;
  await runGroup(
    {
      guests,
      doing: "rolling back",
      undone: alone ? "rolled back" : "not finished",
      run: (signal) => session.run("proxmox_snapshot", args, { checkMode, signal }),
      succeeded: () => ({ state: "changed", text: checkMode ? "would be rolled back" : "rolled back", details: [] }),
    },
    flags,
    context,
  );
}
