import { Command } from "commander";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { plainText } from "../table.ts";
import { localTime, type TaskStatus, taskStatus } from "./cluster-task.ts";
import { upid } from "./upid.ts";

/** `task status`: what a task is and how it ended. */
export function statusCommand(context: CommandContext): Command {
  const command = new Command("status")
    .description("show what a task is and how it ended")
    .argument("<upid>", "the task", upid)
    .option("--json", "print JSON");
  return addConnectionFlags(command).action((task: string, flags: ConnectionFlags & { readonly json?: boolean }) =>
    withSession(flags, context, async (session) => {
      const status = await taskStatus(session.client(), task);
      context.write(flags.json ? `${JSON.stringify(status, null, 2)}\n` : lines(status));
    }),
  );
}

function lines({ type, id, node, user, starttime, status, exitstatus }: TaskStatus): string {
  const shown = [
    `${type}${id === undefined || id === "" ? "" : ` ${id}`} on ${node} by ${user}`,
    `started  ${localTime(starttime)}`,
    `status   ${status === "running" ? "running" : (exitstatus ?? "stopped")}`,
  ];
  return `${shown.map(plainText).join("\n")}\n`;
}
