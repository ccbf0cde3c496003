import { Command } from "commander";
import { guestPath } from "../../../core/proxmox/guests.ts";
import { waitForTask } from "../../../core/proxmox/task.ts";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags } from "../api/flags.ts";
import type { ApiSession } from "../api/session.ts";
import type { CommandContext } from "../command-context.ts";
import { examplesText } from "./action.ts";
import { addBatchFlags, type BatchFlags, type Job, labelOf, runBatch } from "./batch.ts";
import type { Kind } from "./kind.ts";
import type { ListedGuest } from "./listed-guest.ts";
import { addSelection, selectedGuests } from "./selected.ts";

/** One of the two. */
interface Checkpointing {
  readonly name: "suspend" | "resume";
  readonly description: string;
  readonly doing: string;
  readonly done: string;
}

/**
 * Containers can be checkpointed to disk and brought back, which Proxmox VE calls an experiment. Where it is not possible the task
 * says so; whether a stopped container is a checkpointed one can not be asked, so that nothing is left out as done already.
 */
export const CHECKPOINTING: readonly Checkpointing[] = [
  {
    name: "suspend",
    description: "checkpoint containers to disk (CRIU; experimental in Proxmox VE)",
    doing: "suspending",
    done: "suspended",
  },
  {
    name: "resume",
    description: "bring checkpointed containers back (CRIU; experimental in Proxmox VE)",
    doing: "resuming",
    done: "resumed",
  },
];

/** Seconds. */
const TIMEOUT = 300;

/** `ct suspend` and `ct resume`: calls of their own, since a playbook could not tell when they have nothing to do. */
export function checkpointCommand(action: Checkpointing, kind: Kind, context: CommandContext): Command {
  const command = addSelection(new Command(action.name).description(action.description), kind);
  return addConnectionFlags(addBatchFlags(command))
    .addHelpText("after", examplesText([`${action.name} 201`], kind))
    .action((words: string[], flags: BatchFlags) =>
      withSession(flags, context, async (session) => {
        const guests = await selectedGuests(words, { session, kind });
        await runBatch(
          guests.map((guest) => jobFor(guest, action, { session, flags })),
          flags,
          context,
        );
      }),
    );
}

interface Call {
  readonly session: ApiSession;
  readonly flags: BatchFlags;
}

function jobFor(guest: ListedGuest, { name, doing, done }: Checkpointing, { session, flags }: Call): Job {
  return {
    label: labelOf(guest),
    doing,
    async run(signal) {
      if (flags.dryRun) return { state: "changed", text: `would be ${done}`, details: [] };
      const client = session.client(signal);
      const upid = await client.post<string>(`${guestPath(guest)}/status/${name}`);
      const { warnings } = await waitForTask(client, upid, flags.timeout ?? TIMEOUT);
      return { state: "changed", text: done, details: warnings };
    },
  };
}
