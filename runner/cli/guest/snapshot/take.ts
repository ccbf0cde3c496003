import type { Command } from "commander";
import { withSession } from "../../api/api-action.ts";
import { addConnectionFlags } from "../../api/flags.ts";
import type { ApiSession } from "../../api/session.ts";
import type { CommandContext } from "../../command-context.ts";
import { examplesText } from "../action.ts";
import { addBatchFlags, type BatchFlags } from "../batch.ts";
import { runGroup } from "../group.ts";
import type { Kind } from "../kind.ts";
import type { Outcome } from "../outcome.ts";
import { addSelection, selectedGuests } from "../selected.ts";
import { hasSnapshot, needName } from "./snapshots.ts";

interface SnapshotFlags extends BatchFlags {
  readonly name?: string;
  readonly description?: string;
  readonly memory?: boolean;
  readonly freeze?: boolean;
}

const EXAMPLES = ["snapshot 101 103-107 --name before_upgrade", "snapshot @web -n friday --description 'Before 2.0'"];

/** Adds to `snapshot` what it does by itself: a snapshot of all guests named, or of none. */
export function addTaking(command: Command, kind: Kind, context: CommandContext): Command {
  addSelection(command, kind)
    .option("-n, --name <name>", "name of the snapshot")
    .option("--description <text>", "text kept with it");
  if (kind.type === "qemu") {
    command
      .option("--memory", "include the memory of running VMs")
      .option("--freeze", "freeze the file systems of all running VMs meanwhile, so that all show one moment");
  }
  return addConnectionFlags(addBatchFlags(command))
    .addHelpText("after", examplesText(EXAMPLES, kind))
    .action((words: string[], flags: SnapshotFlags) =>
      withSession(flags, context, (session) => take({ kind, session, flags }, words, context)),
    );
}

interface Call {
  readonly kind: Kind;
  readonly session: ApiSession;
  readonly flags: SnapshotFlags;
}

async function take({ kind, session, flags }: Call, words: readonly string[], context: CommandContext): Promise<void> {
  const name = needName(flags);
  const guests = await selectedGuests(words, { session, kind });
  const checkMode = flags.dryRun ?? false;
  const args = { ...argsOf(flags), vmids: guests.map(({ vmid }) => String(vmid)) };
  await runGroup(
    {
      guests,
      doing: "taking a snapshot",
      undone: "taken, then removed again",
      run: (signal) => session.run("proxmox_snapshot", args, { checkMode, signal }),
      succeeded: (guest, result) => outcome(hasSnapshot(result, guest, name), checkMode),
    },
    flags,
    context,
  );
}

function argsOf({ name, description, memory, freeze, timeout }: SnapshotFlags): Readonly<Record<string, unknown>> {
  return { state: "present", snapname: name, description, vmstate: memory, freeze, timeout };
}

function outcome(had: boolean, checkMode: boolean): Outcome {
  if (had) return { state: "same", text: "has it already", details: [] };
  return { state: "changed", text: checkMode ? "snapshot would be taken" : "snapshot taken", details: [] };
}
