import { Command } from "commander";
import type { ModuleResult } from "../../../modules/index.ts";
import { mapPool } from "../../execute/pool.ts";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../api/flags.ts";
import type { ApiSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { plainText, tableLines } from "../table.ts";
import { wholeNumber } from "../whole-number.ts";
import { examplesText } from "./action.ts";
import { labelOf } from "./batch.ts";
import type { Kind } from "./kind.ts";
import type { ListedGuest } from "./listed-guest.ts";
import { addSelection, selectedGuests } from "./selected.ts";

interface IpFlags extends ConnectionFlags {
  readonly json?: boolean;
  readonly wait?: boolean;
  readonly timeout?: number;
  readonly family?: string;
  readonly configured?: boolean;
}

const EXAMPLES = ["ip web1", "ip @web --wait --timeout 60", "ip 101 --json"];
const AT_ONCE = 16;

/** `ip`: addresses of guests; of one guest the address alone, as scripts want it. */
export function ipCommand(kind: Kind, context: CommandContext): Command {
  const command = addSelection(
    new Command("ip").description("print the addresses of guests; of a single one the first address alone"),
    kind,
  )
    .option("--wait", "wait until each has an address")
    .option("--timeout <seconds>", "with --wait: how long", wholeNumber(1))
    .option("--family <family>", "ipv4, ipv6 or any", "any")
    .option("--configured", "take the configured address of those that do not answer")
    .option("--json", "print all addresses as JSON");
  return addConnectionFlags(command)
    .addHelpText("after", examplesText(EXAMPLES, kind))
    .action((words: string[], flags: IpFlags) =>
      withSession(flags, context, async (session) => {
        session.shareListing();
        const guests = await selectedGuests(words, { session, kind });
        const found = await mapPool(guests, AT_ONCE, (guest) => addressesOf(guest, session, flags));
        for (const { guest, result } of found)
          if (result.failed) context.say(plainText(`${labelOf(guest)}: ${result.msg ?? "failed"}`));
        const known = found.filter(({ result }) => !result.failed);
        if (known.length > 0 || flags.json)
          context.write(flags.json ? asJson(known) : asText(known, guests.length === 1));
        context.setExitCode(known.length === found.length ? 0 : 1);
      }),
    );
}

interface Found {
  readonly guest: ListedGuest;
  readonly result: ModuleResult;
}

async function addressesOf(guest: ListedGuest, session: ApiSession, flags: IpFlags): Promise<Found> {
  const args = {
    vmid: guest.vmid,
    wait: flags.wait ?? false,
    timeout: flags.timeout,
    family: flags.family,
    fallback: flags.configured ? "configured" : "none",
  };
  const result = await session.run("proxmox_ip", args, { checkMode: false, signal: new AbortController().signal });
  return { guest, result };
}

function asJson(found: readonly Found[]): string {
  const guests = found.flatMap(({ result: { guests } }): readonly unknown[] => (Array.isArray(guests) ? guests : []));
  return `${JSON.stringify(guests, null, 2)}\n`;
}

function asText(found: readonly Found[], alone: boolean): string {
  const [first] = found;
  if (alone && first) return `${plainText(String(first.result["ip"]))}\n`;
  const rows = found.map(({ guest, result }) => [String(guest.vmid), guest.name ?? "-", String(result["ip"])]);
  const columns = [{ title: "VMID", right: true }, { title: "NAME" }, { title: "ADDRESS" }];
  return `${tableLines(columns, rows).join("\n")}\n`;
}
