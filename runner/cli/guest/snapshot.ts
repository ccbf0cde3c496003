import { Command } from "commander";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { examplesText } from "./action.ts";
import { addBatchFlags, type BatchFlags } from "./batch.ts";
import { runGroup } from "./group.ts";
import type { Kind } from "./kind.ts";
import type { ListedGuest } from "./listed-guest.ts";
import type { Outcome } from "./outcome.ts";
import { addSelection, selectedGuests } from "./selected.ts";

interface SnapshotFlags extends BatchFlags {
  readonly name: string;
  readonly description?: string;
  readonly memory?: boolean;
  readonly freeze?: boolean;
}

const EXAMPLES = ["snapshot 101 103-107 --name before_upgrade", "snapshot @web -n friday --description 'Before 2.0'"];

/** `snapshot`: a snapshot of all guests named, or of none. */
export function snapshotCommand(kind: Kind, context: CommandContext): Command {
  const command = addSelection(
    new Command("snapshot").description("take a snapshot of all guests named, or of none when one of them fails"),
    kind,
  )
    .requiredOption("-n, --name <name>", "name of the snapshot")
    .option("--description <text>", "text kept with it");
  if (kind.type === "qemu") {
    command
      .option("--memory", "include the memory of running VMs")
      .option("--freeze", "freeze the file systems of all running VMs meanwhile, so that all show one moment");
  }
  addConnectionFlags(addBatchFlags(command));
  return command.addHelpText("after", examplesText(EXAMPLES, kind)).action((words: string[], flags: SnapshotFlags) =>
    withSession(flags, context, async (session) => {
      const guests = await selectedGuests(words, { session, kind });
      const checkMode = flags.dryRun ?? false;
      const args = { ...argsOf(flags), vmids: guests.map(({ vmid }) => String(vmid)) };
      await runGroup(
        {
          guests,
          doing: "taking a snapshot",
          undone: "taken, then removed again",
          run: (signal) => session.run("proxmox_snapshot", args, { checkMode, signal }),
          succeeded: (guest, result) => outcome(hadIt(result["guests"], guest, flags.name), checkMode),
        },
        flags,
        context,
      );
    }),
  );
}

function argsOf({ name, description, memory, freeze, timeout }: SnapshotFlags): Readonly<Record<string, unknown>> {
  return { state: "present", snapname: name, description, vmstate: memory, freeze, timeout };
}

function outcome(had: boolean, checkMode: boolean): Outcome {
  if (had) return { state: "same", text: "has it already", details: [] };
  return { state: "changed", text: checkMode ? "snapshot would be taken" : "snapshot taken", details: [] };
}

/** The module lists every guest with the snapshots it had before. */
function hadIt(guests: unknown, { vmid }: ListedGuest, name: string): boolean {
  const entries: readonly unknown[] = Array.isArray(guests) ? guests : [];
  const entry = entries.find((candidate) => isRecord(candidate) && candidate["vmid"] === vmid);
  const snapshots: unknown = isRecord(entry) ? entry["snapshots"] : [];
  return Array.isArray(snapshots) && snapshots.some((snapshot) => isRecord(snapshot) && snapshot["name"] === name);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
