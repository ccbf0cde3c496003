import { Command } from "commander";
import { HintedError } from "../../../core/errors.ts";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags } from "../api/flags.ts";
import type { ApiSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { wholeNumber } from "../whole-number.ts";
import { examplesText } from "./action.ts";
import { addBatchFlags, type BatchFlags, type Job, runBatch } from "./batch.ts";
import type { Kind } from "./kind.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { existingGuest, type Listing, refuseTakenId, type Wanted } from "./existing.ts";
import { type ListedGuest, listedGuests } from "./listed-guest.ts";
import { select } from "./selection.ts";

interface CloneFlags extends BatchFlags {
  readonly vmid?: number;
  readonly vmidRange?: string;
  readonly node?: string;
  readonly full?: boolean;
  readonly linked?: boolean;
  readonly storage?: string;
  readonly pool?: string;
  readonly snapname?: string;
  readonly start?: boolean;
}

const EXAMPLES = ["clone debian-13-cloud web1 web2 --start", "clone 9000 db1 --vmid 150 --full --storage fast"];

/** `clone`: copies of a guest or template, one for each name; guests that have one of the names already are at most started. */
export function cloneCommand(kind: Kind, context: CommandContext): Command {
  const command = new Command("clone")
    .description(
      `clone a ${kind.title} or template; a guest that has the name already is left as it is, or started with --start`,
    )
    .argument("<source>", "id or name of what is cloned")
    .argument("<names...>", "names of the clones")
    .option("--vmid <id>", "id of the clone; the next free one when left out", wholeNumber(100))
    .option("--vmid-range <range>", "take the first free id of a range, such as 200-299")
    .option("--node <node>", "node of the clones (PROXMOX_NODE)")
    .option("--full", "a full copy (what templates are not copied by otherwise)")
    .option("--linked", "a linked clone of a template")
    .option("--storage <storage>", "storage of a full copy's disks")
    .option("--pool <pool>", "resource pool of the clones")
    .option("--snapname <name>", "clone this snapshot of the source")
    .option("--start", "start the clones");
  addConnectionFlags(addBatchFlags(command));
  return command
    .addHelpText("after", examplesText(EXAMPLES, kind))
    .action((source: string, names: string[], flags: CloneFlags) =>
      withSession(flags, context, (session) => clone({ kind, session, flags, context }, source, names)),
    );
}

interface Call {
  readonly kind: Kind;
  readonly session: ApiSession;
  readonly flags: CloneFlags;
  readonly context: CommandContext;
}

async function clone(call: Call, word: string, names: readonly string[]): Promise<void> {
  const { kind, session, flags, context } = call;
  check(flags, names);
  const client = session.client();
  const listing = { client, kind, listed: await listedGuests(client) };
  const [source, ...others] = await select([word], { ...listing, templates: true });
  if (!source || others.length > 0)
    throw new HintedError("USAGE", `'${word}' stands for several guests`, { hint: "Name one source" });
  const wanted = names.map((name) => ({ name, vmid: flags.vmid }));
  for (const each of wanted) await refuseTakenId(each, listing);
  await runBatch(
    wanted.map((each) => jobFor(call, each, { source, listing })),
    flags,
    context,
  );
}

/** What the server takes for a guest's name (schema format `dns-name`). */
const NAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

function check({ vmid, full, linked }: CloneFlags, names: readonly string[]): void {
  if (vmid !== undefined && names.length > 1)
    throw new HintedError("USAGE", "--vmid is one id, and several names are given", { hint: "Use --vmid-range" });
  if (full && linked)
    throw new HintedError("USAGE", "--full and --linked exclude each other", { hint: "Keep one of them" });
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new HintedError("USAGE", `The name '${twice}' is given twice`, { hint: "Name each clone once" });
  const wrong = names.find((name) => !NAME.test(name));
  if (wrong !== undefined)
    throw new HintedError("USAGE", `'${wrong}' is no name for a guest`, {
      hint: "Use letters, digits and '-', with a letter or digit at both ends, and '.' between parts",
    });
}

interface Found {
  readonly source: ListedGuest;
  readonly listing: Listing;
}

function jobFor(call: Call, wanted: Wanted, { source, listing }: Found): Job {
  return {
    label: wanted.name,
    doing: "cloning",
    async run(signal) {
      const there = await existingGuest(wanted, listing);
      return there ? leave(there, call, signal) : copy(source, { ...call, wanted }, signal);
    },
  };
}

/** The guest that is there may be one that an earlier run made: it is waited for, and started when that is asked. */
async function leave({ vmid }: ListedGuest, { kind, session, flags }: Call, signal: AbortSignal): Promise<Outcome> {
  const checkMode = flags.dryRun ?? false;
  const args = { vmid, state: flags.start ? "started" : "present", update: false, timeout: flags.timeout };
  const result = await session.run(kind.module, args, { checkMode, signal });
  return outcomeOf(result, { done: "started, it was already there", same: "already there" }, checkMode);
}

async function copy(
  source: ListedGuest,
  { kind, session, flags, context, wanted }: Call & { readonly wanted: Wanted },
  signal: AbortSignal,
): Promise<Outcome> {
  const checkMode = flags.dryRun ?? false;
  const args = {
    clone: String(source.vmid),
    name: wanted.name,
    state: flags.start ? "started" : "present",
    vmid: wanted.vmid,
    vmid_range: flags.vmidRange,
    node: flags.node ?? context.env["PROXMOX_NODE"],
    full: flags.full ? true : flags.linked ? false : undefined,
    storage: flags.storage,
    pool: flags.pool,
    snapname: flags.snapname,
    timeout: flags.timeout,
    // A guest that somebody else makes under this id meanwhile is not renamed.
    update: false,
  };
  const result = await session.run(kind.module, args, { checkMode, signal });
  const outcome = outcomeOf(result, { done: "cloned", same: "already there" }, checkMode);
  return outcome.state === "failed" || checkMode
    ? outcome
    : { ...outcome, details: [`id ${String(result["vmid"])} on ${String(result["node"])}`, ...outcome.details] };
}
