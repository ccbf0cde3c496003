import { Command } from "commander";
import { painter } from "../../report/style.ts";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { type Column, tableLines } from "../table.ts";
import { humanBytes, humanUptime } from "../units.ts";
import { wantsColor } from "../wants-color.ts";
import { examplesText } from "./action.ts";
import type { Kind } from "./kind.ts";
import { type ListedGuest, listedGuests } from "./listed-guest.ts";
import { select } from "./selection.ts";

interface ListFlags extends ConnectionFlags {
  readonly verbose?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = ["list", "list -v", "list @web --json"];

/** `list`: all guests of a kind, or those named, templates included; one request. */
export function listCommand(kind: Kind, context: CommandContext): Command {
  const command = new Command("list")
    .description(`list ${kind.titles} with status and node`)
    .argument("[guests...]", "only these: by id, range (103-107), name, @tag or @pool:NAME")
    .option("-v, --verbose", "also processors, memory, disk, uptime, pool and tags")
    .option("--json", "print the API's own fields as JSON");
  return addConnectionFlags(command)
    .addHelpText("after", examplesText(EXAMPLES, kind))
    .action((words: string[], flags: ListFlags) =>
      withSession(flags, context, async (session) => {
        const client = session.client();
        const listed = await listedGuests(client);
        const guests =
          words.length === 0
            ? listed.filter(({ type }) => type === kind.type)
            : await select(words, { client, listed, kind, templates: true });
        context.write(flags.json ? `${JSON.stringify(guests, null, 2)}\n` : guestTable(guests, flags, context));
      }),
    );
}

const COLUMNS: readonly Column[] = [
  { title: "VMID", right: true },
  { title: "NAME" },
  { title: "STATUS" },
  { title: "NODE" },
];
const MORE: readonly Column[] = [
  { title: "CPUS", right: true },
  { title: "MEMORY", right: true },
  { title: "DISK", right: true },
  { title: "UPTIME", right: true },
  { title: "POOL" },
  { title: "TAGS" },
];

/** Guests as a table, statuses coloured where that is wanted. */
export function guestTable(
  guests: readonly ListedGuest[],
  { verbose }: { readonly verbose?: boolean },
  context: CommandContext,
): string {
  const paint = painter(wantsColor(context));
  const rows = guests.map((guest) => (verbose ? [...few(guest), ...more(guest)] : few(guest)));
  const lines = tableLines(verbose ? [...COLUMNS, ...MORE] : COLUMNS, rows, (text, column) =>
    column === 2 ? paint(text === "running" ? "green" : "gray", text) : text,
  );
  return `${lines.join("\n")}\n`;
}

function few({ vmid, name, status, node, template }: ListedGuest): readonly string[] {
  return [String(vmid), name ?? "-", template === 1 ? "template" : status, node];
}

function more({ maxcpu, maxmem, maxdisk, uptime, pool, tags }: ListedGuest): readonly string[] {
  return [
    maxcpu === undefined ? "-" : String(maxcpu),
    humanBytes(maxmem),
    humanBytes(maxdisk),
    humanUptime(uptime),
    pool === undefined || pool === "" ? "-" : pool,
    (tags ?? "").replaceAll(";", ","),
  ];
}
