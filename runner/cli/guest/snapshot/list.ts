import { Command } from "commander";
import { withSession } from "../../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../../api/flags.ts";
import type { ApiSession } from "../../api/session.ts";
import { tellResult } from "../../api/tell-result.ts";
import type { CommandContext } from "../../command-context.ts";
import { tableLines } from "../../table.ts";
import { localTime } from "../../task/cluster-task.ts";
import { examplesText } from "../action.ts";
import { type Answer, type Asked, askEach, tellUnknown, UNKNOWN } from "../ask-each.ts";
import type { Kind } from "../kind.ts";
import type { ListedGuest } from "../listed-guest.ts";
import { addSelection, selectedGuests } from "../selected.ts";
import { entryOf, snapshotsIn } from "./snapshots.ts";

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

/** `snapshot list`: the snapshots of guests, the oldest first. A guest that can not be asked is `unknown`. */
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
  const asked = await askEach(guests, (guest) => snapshotsNow(guest, session, context));
  tellUnknown(asked, context);
  if (flags.json) {
    const all = asked.map((each) => ("known" in each ? each.known : { ...nameOf(each.guest), snapshots: null }));
    context.write(`${JSON.stringify(all, null, 2)}\n`);
    return;
  }
  context.write(`${tableLines(COLUMNS, asked.flatMap(rowsOf)).join("\n")}\n`);
}

/** A guest's entry in the module's result. */
type Entry = Readonly<Record<string, unknown>>;

async function snapshotsNow(
  { vmid }: ListedGuest,
  session: ApiSession,
  context: CommandContext,
): Promise<Answer<Entry>> {
  const signal = new AbortController().signal;
  const result = await session.run(
    "proxmox_snapshot",
    { state: "list", vmids: [String(vmid)] },
    { checkMode: false, signal },
  );
  if (result.failed) return { reason: result.msg ?? "failed without a message" };
  tellResult(result, context);
  const known = entryOf(result, vmid);
  return known ? { known } : { reason: "The guest is gone" };
}

function nameOf({ vmid, name, node }: ListedGuest): Entry {
  return { vmid, name, node };
}

function rowsOf(each: Asked<Entry>): readonly (readonly string[])[] {
  const { guest } = each;
  const title = [String(guest.vmid), guest.name ?? "-"];
  if (!("known" in each)) return [[...title, UNKNOWN, "-", "", ""]];
  return snapshotsIn(each.known).map(({ name, parent = "", description = "", snaptime }) => [
    ...title,
    name,
    snaptime === undefined ? "-" : localTime(snaptime),
    parent,
    description.trim().replaceAll(/\s*\n\s*/g, " / "),
  ]);
}
