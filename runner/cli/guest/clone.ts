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
import { outcomeOf } from "./outcome.ts";
import { selectedGuests } from "./selected.ts";

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

/** `clone`: copies of a guest or template, one for each name; names that exist are left as they are. */
export function cloneCommand(kind: Kind, context: CommandContext): Command {
  const command = new Command("clone")
    .description(`clone a ${kind.title} or template; a name that exists is left as it is`)
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
  const [source, ...others] = await selectedGuests([word], { session, kind, templates: true });
  if (!source || others.length > 0)
    throw new HintedError("USAGE", `'${word}' stands for several guests`, { hint: "Name one source" });
  await runBatch(
    names.map((name) => jobFor(call, source.vmid, name)),
    flags,
    context,
  );
}

function check({ vmid, full, linked }: CloneFlags, names: readonly string[]): void {
  if (vmid !== undefined && names.length > 1)
    throw new HintedError("USAGE", "--vmid is one id, and several names are given", { hint: "Use --vmid-range" });
  if (full && linked)
    throw new HintedError("USAGE", "--full and --linked exclude each other", { hint: "Keep one of them" });
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new HintedError("USAGE", `The name '${twice}' is given twice`, { hint: "Name each clone once" });
}

function jobFor({ kind, session, flags, context }: Call, source: number, name: string): Job {
  const checkMode = flags.dryRun ?? false;
  const args = {
    clone: String(source),
    name,
    state: flags.start ? "started" : "present",
    vmid: flags.vmid,
    vmid_range: flags.vmidRange,
    node: flags.node ?? context.env["PROXMOX_NODE"],
    full: flags.full ? true : flags.linked ? false : undefined,
    storage: flags.storage,
    pool: flags.pool,
    snapname: flags.snapname,
    timeout: flags.timeout,
  };
  return {
    label: name,
    doing: "cloning",
    async run(signal) {
      const result = await session.run(kind.module, args, { checkMode, signal });
      const outcome = outcomeOf(result, { done: "cloned", same: "already there" }, checkMode);
      return outcome.state === "failed" || checkMode
        ? outcome
        : { ...outcome, details: [`id ${String(result["vmid"])} on ${String(result["node"])}`, ...outcome.details] };
    },
  };
}
