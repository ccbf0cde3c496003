import { Command } from "commander";
import { parseUpid, waitForTask } from "../../../core/proxmox/task.ts";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { runBatch } from "../guest/batch.ts";
import { wholeNumber } from "../whole-number.ts";
import { upids } from "./upid.ts";

interface WaitFlags extends ConnectionFlags {
  readonly timeout?: number;
  readonly quiet?: boolean;
}

/** `task wait`: until tasks have ended; ends with 1 when one of them failed. */
export function waitCommand(context: CommandContext): Command {
  const command = new Command("wait")
    .description("wait until tasks have ended; ends with 1 when one of them failed")
    .argument("<upids...>", "the tasks", upids)
    .option("--timeout <seconds>", "how long; without, as long as they take", wholeNumber(1))
    .option("-q, --quiet", "print failures only");
  return addConnectionFlags(command).action((tasks: readonly string[], flags: WaitFlags) =>
    withSession(flags, context, async (session) => {
      const jobs = tasks.map((task) => ({
        label: title(task),
        doing: "running",
        run: async (signal: AbortSignal) => {
          const { warnings } = await waitForTask(session.client(signal), task, flags.timeout ?? Infinity);
          return { state: "same" as const, text: warnings.length > 0 ? "warnings" : "OK", details: warnings };
        },
      }));
      await runBatch(jobs, { ...flags, parallel: jobs.length }, context);
    }),
  );
}

function title(task: string): string {
  const { type, id, node } = parseUpid(task);
  return `${type}${id === "" ? "" : ` ${id}`} on ${node}`;
}
