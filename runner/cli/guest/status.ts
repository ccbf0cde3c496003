import { Command } from "commander";
import { guestPath } from "../../../core/proxmox/guests.ts";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { examplesText } from "./action.ts";
import { askEach, tellUnknown, UNKNOWN } from "./ask-each.ts";
import type { Kind } from "./kind.ts";
import { guestTable } from "./list.ts";
import type { ListedGuest } from "./listed-guest.ts";
import { addSelection, selectedGuests } from "./selected.ts";

interface StatusFlags extends ConnectionFlags {
  readonly json?: boolean;
}

interface Power {
  readonly status: string;
  readonly qmpstatus?: string;
  readonly lock?: string;
  readonly uptime?: number;
}

/** `status`: the power of guests as their nodes know it now; the list of the cluster is some seconds old. One that can not be asked is `unknown`. */
export function statusCommand(kind: Kind, context: CommandContext): Command {
  const command = addSelection(
    new Command("status").description("show the power of guests as their nodes know it now"),
    kind,
  ).option("--json", "print JSON");
  return addConnectionFlags(command)
    .addHelpText("after", examplesText(["status web1", "status 101 103-107 --json"], kind))
    .action((words: string[], flags: StatusFlags) =>
      withSession(flags, context, async (session) => {
        const client = session.client();
        const guests = await selectedGuests(words, { session, kind, templates: true });
        const asked = await askEach(guests, async (guest) => ({
          known: withPower(guest, await client.get<Power>(`${guestPath(guest)}/status/current`)),
        }));
        tellUnknown(asked, context);
        const now = asked.map((each) => ("known" in each ? each.known : { ...each.guest, status: UNKNOWN }));
        context.write(flags.json ? `${JSON.stringify(now, null, 2)}\n` : guestTable(now, { verbose: true }, context));
      }),
    );
}

/** QEMU's word says more than `running` does: `paused`. A lock tells what is being done to the guest. */
function withPower(guest: ListedGuest, { status, qmpstatus, lock, uptime }: Power): ListedGuest {
  const word = status === "running" ? (qmpstatus ?? status) : status;
  return {
    ...guest,
    status: lock === undefined ? word : `${word} (${lock})`,
    ...(uptime === undefined ? {} : { uptime }),
  };
}
