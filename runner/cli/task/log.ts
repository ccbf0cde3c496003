import { Command } from "commander";
import type { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { sleep } from "../../execute/sleep.ts";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { plainText } from "../table.ts";
import { taskPath, taskStatus } from "./cluster-task.ts";
import { upid } from "./upid.ts";

interface LogLine {
  readonly n: number;
  readonly t: string;
}

/** Lines asked for at once. */
const PAGE = 1000;
/** Milliseconds between looks at a log that is followed. */
const PAUSE = 1000;
/** What stands in place of a log without lines. */
const NO_CONTENT = "no content";

/** `task log`: a task's log, to its end with `--follow`. */
export function logCommand(context: CommandContext): Command {
  const command = new Command("log")
    .description("print the log of a task")
    .argument("<upid>", "the task", upid)
    .option("-f, --follow", "go on until the task ends");
  return addConnectionFlags(command).action((task: string, flags: ConnectionFlags & { readonly follow?: boolean }) =>
    withSession(flags, context, async (session) => {
      const client = session.client();
      let line = 0;
      for (;;) {
        // Asked before the log is read: what a task writes last is then not missed, and only here an unknown one is refused.
        const { status } = await taskStatus(client, task);
        const over = !flags.follow || status === "stopped";
        line = await printFrom(line, { client, task, context });
        if (over) return;
        await sleep(PAUSE, client.signal);
      }
    }),
  );
}

interface Reading {
  readonly client: ProxmoxClient;
  readonly task: string;
  readonly context: CommandContext;
}

/** Prints the lines from a number on. @returns the number of lines there are */
async function printFrom(start: number, { client, task, context }: Reading): Promise<number> {
  let next = start;
  for (;;) {
    const page = await client.get<readonly LogLine[]>(`${taskPath(task)}/log`, { start: next, limit: PAGE });
    const lines = page.filter(({ t }) => !(page.length === 1 && t === NO_CONTENT));
    context.write(lines.map(({ t }) => `${plainText(t)}\n`).join(""));
    next += lines.length;
    if (page.length < PAGE) return next;
  }
}
