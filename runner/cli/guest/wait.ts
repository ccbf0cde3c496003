import { Command, Option } from "commander";
import { HintedError } from "../../../core/errors.ts";
import { guestPath } from "../../../core/proxmox/guests.ts";
import { sleep } from "../../execute/sleep.ts";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../api/flags.ts";
import type { ApiSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { wholeNumber } from "../whole-number.ts";
import { examplesText } from "./action.ts";
import { type Job, labelOf, runBatch } from "./batch.ts";
import type { Kind } from "./kind.ts";
import type { ListedGuest } from "./listed-guest.ts";
import type { Outcome } from "./outcome.ts";
import { addSelection, selectedGuests } from "./selected.ts";

interface WaitFlags extends ConnectionFlags {
  readonly for: "ip" | "running" | "stopped";
  readonly timeout: number;
  readonly quiet?: boolean;
}

const EXAMPLES = ["wait web1 web2", "wait 101 --for stopped --timeout 60"];
const TIMEOUT = 120;
/** Milliseconds between looks at a guest's power. */
const PAUSE = 1000;

/** `wait`: until every guest has an address, runs, or is stopped. */
export function waitCommand(kind: Kind, context: CommandContext): Command {
  const command = addSelection(
    new Command("wait").description("wait until guests have an address, run, or are stopped"),
    kind,
  )
    .addOption(new Option("--for <what>", "what to wait for").choices(["ip", "running", "stopped"]).default("ip"))
    .option("--timeout <seconds>", "how long", wholeNumber(1), TIMEOUT)
    .option("-q, --quiet", "print failures only");
  return addConnectionFlags(command)
    .addHelpText("after", examplesText(EXAMPLES, kind))
    .action((words: string[], flags: WaitFlags) =>
      withSession(flags, context, async (session) => {
        session.shareListing();
        const guests = await selectedGuests(words, { session, kind });
        // All wait at once: the timeout is one for all of them.
        const batch = { ...flags, parallel: guests.length };
        await runBatch(
          guests.map((guest) => jobFor(guest, session, flags)),
          batch,
          context,
        );
      }),
    );
}

function jobFor(guest: ListedGuest, session: ApiSession, flags: WaitFlags): Job {
  return {
    label: labelOf(guest),
    doing: `waiting for ${flags.for === "ip" ? "an address" : `'${flags.for}'`}`,
    run: (signal) =>
      flags.for === "ip"
        ? untilAddress(guest, session, { ...flags, signal })
        : untilPower(guest, session, { ...flags, signal }),
  };
}

interface Waiting extends WaitFlags {
  readonly signal: AbortSignal;
}

async function untilAddress({ vmid }: ListedGuest, session: ApiSession, waiting: Waiting): Promise<Outcome> {
  const { timeout, signal } = waiting;
  const result = await session.run("proxmox_ip", { vmid, wait: true, timeout }, { checkMode: false, signal });
  if (result.failed) return { state: "failed", text: result.msg ?? "failed", details: [] };
  return { state: "same", text: "has an address", details: [String(result["ip"])] };
}

async function untilPower(guest: ListedGuest, session: ApiSession, waiting: Waiting): Promise<Outcome> {
  const { timeout, signal, for: wanted } = waiting;
  const client = session.client(signal);
  const deadline = Date.now() + timeout * 1000;
  for (;;) {
    const { status } = await client.get<{ readonly status: string }>(`${guestPath(guest)}/status/current`);
    if (status === wanted) return { state: "same", text: wanted, details: [] };
    if (Date.now() >= deadline) throw stillOther(guest, status, waiting);
    await sleep(PAUSE, signal);
  }
}

function stillOther({ vmid }: ListedGuest, status: string, { for: wanted, timeout }: WaitFlags): HintedError {
  return new HintedError("GUEST_STATE", `Guest ${vmid} is still ${status} after ${timeout} s, expected ${wanted}`, {
    hint: "Raise --timeout, or see to the guest's power first",
  });
}
