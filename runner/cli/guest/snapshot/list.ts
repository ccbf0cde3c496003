import { Command } from "commander";
import { withSession } from "../../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../../api/flags.ts";
import type { ApiSession } from "../../api/session.ts";
import { tellResult } from "../../api/tell-result.ts";
import type { CommandContext } from "../../command-context.ts";
import { tableLines } from "../../table.ts";
import { localTime } from "../../task/cluster-task.ts";
import { examplesText } from "../action.ts";
import type { Kind } from "../kind.ts";
import { addSelection, selectedGuests } from "../selected.ts";
import { snapshotsOf } from "./snapshots.ts";

interface ListFlags extends ConnectionFlags {
  readonly json?: boolean;
}

const COLUMNS = [
  { title: "VMID", right: true },
  { title: "NAME" },
  { title: "SNAPSHOT" },
  { title: "TAKEN" },
  { title: "PARENT" },
  { title: "DESCRIPTION" },
];

/** `snapshot list`: the snapshots of guests, the oldest first. */
export function listCommand(kind: Kind, context: CommandContext): Command {
  const command = addSelection(
    new Command("list").description("list the snapshots of guests, the oldest first"),
    kind,
  ).option("--json", "print JSON");
  return addConnectionFlags(command)
    .addHelpText("after", examplesText(["snapshot list 101", "snapshot list @web --json"], kind))
    .action((words: string[], flags: ListFlags) =>
      withSession(flags, context, (session) => list({ kind, session, flags }, words, context)),
    );
}

interface Call {
  readonly kind: Kind;
  readonly session: ApiSession;
  readonly flags: ListFlags;
}

async function list({ kind, session, flags }: Call, words: readonly string[], context: CommandContext): Promise<void> {
  session.shareListing();
  const guests = await selectedGuests(words, { session, kind });
  const args = { state: "list", vmids: guests.map(({ vmid }) => String(vmid)) };
  const result = await session.run("proxmox_snapshot", args, {
    checkMode: false,
    signal: new AbortController().signal,
  });
  tellResult(result, context);
  if (result.failed) {
    context.setExitCode(1);
    return;
  }
  if (flags.json) {
    context.write(`${JSON.stringify(result["guests"], null, 2)}\n`);
    return;
  }
  const rows = guests.flatMap((guest) =>
    snapshotsOf(result, guest).map(({ name, parent = "", description = "", snaptime }) => [
      String(guest.vmid),
      guest.name ?? "-",
      name,
      snaptime === undefined ? "-" : localTime(snaptime),
      parent,
      description.trim().replaceAll(/\s*\n\s*/g, " / "),
    ]),
  );
  context.write(`${tableLines(COLUMNS, rows).join("\n")}\n`);
}
