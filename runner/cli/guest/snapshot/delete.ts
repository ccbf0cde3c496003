import { Command } from "commander";
import { withSession } from "../../api/api-action.ts";
import { addConnectionFlags } from "../../api/flags.ts";
import type { ApiSession } from "../../api/session.ts";
import type { CommandContext } from "../../command-context.ts";
import { counted, examplesText } from "../action.ts";
import { addBatchFlags, type BatchFlags } from "../batch.ts";
import { confirmGuests } from "../confirm.ts";
import { runGroup } from "../group.ts";
import type { Kind } from "../kind.ts";
import type { Outcome } from "../outcome.ts";
import { addSelection, selectedGuests } from "../selected.ts";
import { hasSnapshot, needName } from "./snapshots.ts";

interface DeleteFlags extends BatchFlags {
  readonly name?: string;
  readonly yes?: boolean;
}

/** `snapshot delete`: guests without a snapshot of that name are left as they are. */
export function deleteCommand(kind: Kind, context: CommandContext): Command {
  const command = addSelection(new Command("delete").description("remove a snapshot of guests; asks before"), kind)
    .option("-n, --name <name>", "name of the snapshot")
    .option("-y, --yes", "do not ask");
  return addConnectionFlags(addBatchFlags(command))
    .addHelpText("after", examplesText(["snapshot delete 101 103-107 --name before_upgrade"], kind))
    .action((words: string[], flags: DeleteFlags) =>
      withSession(flags, context, (session) => remove({ kind, session, flags }, words, context)),
    );
}

interface Call {
  readonly kind: Kind;
  readonly session: ApiSession;
  readonly flags: DeleteFlags;
}

async function remove(
  { kind, session, flags }: Call,
  words: readonly string[],
  context: CommandContext,
): Promise<void> {
  const { timeout, yes = false, dryRun: checkMode = false } = flags;
  const name = needName(flags);
  session.shareListing();
  const guests = await selectedGuests(words, { session, kind });
  const text = `${counted(guests.length, kind)} will lose the snapshot '${name}'`;
  await confirmGuests({ text, guests, answered: yes || checkMode }, context);
  const args = { state: "absent", snapname: name, vmids: guests.map(({ vmid }) => String(vmid)), timeout };
  await runGroup(
    {
      guests,
      doing: "removing the snapshot",
      undone: "removed",
      run: (signal) => session.run("proxmox_snapshot", args, { checkMode, signal }),
      succeeded: (guest, result) => outcome(hasSnapshot(result, guest, name), checkMode),
    },
    flags,
    context,
  );
}

function outcome(had: boolean, checkMode: boolean): Outcome {
  if (!had) return { state: "same", text: "has none of that name", details: [] };
  return { state: "changed", text: checkMode ? "would be removed" : "removed", details: [] };
}
