import { Command } from "commander";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags } from "../api/flags.ts";
import type { ApiSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { addBatchFlags, type BatchFlags, type Job, labelOf, runBatch } from "./batch.ts";
import { confirmGuests } from "./confirm.ts";
import type { Kind } from "./kind.ts";
import type { ListedGuest } from "./listed-guest.ts";
import { lockedOutcome } from "./locked.ts";
import { outcomeOf, type Words } from "./outcome.ts";
import { addSelection, selectedGuests } from "./selected.ts";

/** The flags of {@link Action}s; each takes its own of them. */
export interface ActionFlags extends BatchFlags {
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly purge?: boolean;
  readonly destroyUnreferencedDisks?: boolean;
  readonly toDisk?: boolean;
}

/** A command that runs the guest module once for each guest named. */
export interface Action {
  readonly name: string;
  readonly description: string;
  /** Command lines without `pveplay vm`. */
  readonly examples: readonly string[];
  /** `starting`, shown while it lasts. */
  readonly doing: string;
  /** Asked before it is done: `3 VMs will be ...`. */
  readonly asks?: string;
  /** Whether it is what ends a VM's sleep on disk, which shows as the lock `suspended`. */
  readonly wakes?: boolean;
  options?(command: Command): void;
  words(guest: ListedGuest, flags: ActionFlags): Words;
  /** The module's arguments beside the guest's id. */
  args(flags: ActionFlags): Readonly<Record<string, unknown>>;
}

/** An action as a command. */
export function actionCommand(action: Action, kind: Kind, context: CommandContext): Command {
  const command = addSelection(new Command(action.name).description(action.description), kind);
  action.options?.(command);
  if (action.asks !== undefined) command.option("-y, --yes", "do not ask");
  addConnectionFlags(addBatchFlags(command));
  return command
    .addHelpText("after", examplesText(action.examples, kind))
    .action((words: string[], flags: ActionFlags) =>
      withSession(flags, context, (session) => perform({ action, kind, session, flags }, words, context)),
    );
}

/** Examples as the help shows them. */
export function examplesText(examples: readonly string[], { command }: Kind): string {
  return `\nExamples:\n${examples.map((example) => `  pveplay ${command} ${example}`).join("\n")}`;
}

/** `1 VM`, `3 VMs`. */
export function counted(count: number, { title, titles }: Kind): string {
  return `${count} ${count === 1 ? title : titles}`;
}

interface Call {
  readonly action: Action;
  readonly kind: Kind;
  readonly session: ApiSession;
  readonly flags: ActionFlags;
}

async function perform(call: Call, words: readonly string[], context: CommandContext): Promise<void> {
  const { action, kind, session, flags } = call;
  session.shareListing();
  const guests = await selectedGuests(words, { session, kind });
  if (action.asks !== undefined) {
    const answered = (flags.yes ?? false) || (flags.dryRun ?? false);
    await confirmGuests({ text: `${counted(guests.length, kind)} will be ${action.asks}`, guests, answered }, context);
  }
  await runBatch(
    guests.map((guest) => jobFor(call, guest)),
    flags,
    context,
  );
}

function jobFor({ action, kind, session, flags }: Call, guest: ListedGuest): Job {
  const checkMode = flags.dryRun ?? false;
  return {
    label: labelOf(guest),
    doing: action.doing,
    async run(signal) {
      const result = await session.run(kind.module, { vmid: guest.vmid, ...action.args(flags) }, { checkMode, signal });
      const outcome = outcomeOf(result, action.words(guest, flags), checkMode);
      if (!checkMode || outcome.state !== "changed") return outcome;
      // The server looks at the lock only when it is told to act.
      return (await lockedOutcome(guest, { client: session.client(signal), wakes: action.wakes ?? false })) ?? outcome;
    },
  };
}
