import { Command } from "commander";
import { HintedError } from "../../../core/errors.ts";
import type { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { parseUpid } from "../../../core/proxmox/task.ts";
import { sleep } from "../../execute/sleep.ts";
import { withSession } from "../api/api-action.ts";
import { addConnectionFlags, type ConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { confirm } from "../confirm.ts";
import { wholeNumber } from "../whole-number.ts";
import { taskPath, taskStatus } from "./cluster-task.ts";
import { upid } from "./upid.ts";

interface StopFlags extends ConnectionFlags {
  readonly timeout: number;
  readonly quiet?: boolean;
  readonly yes?: boolean;
}

const TIMEOUT = 30;
/** Milliseconds between looks at the task. */
const PAUSE = 500;

/** `task stop`: asks whether, then tells a task to stop and waits until it did. */
export function stopCommand(context: CommandContext): Command {
  const command = new Command("stop")
    .description("stop a task, and wait until it has; asks before")
    .argument("<upid>", "the task", upid)
    .option("--timeout <seconds>", "how long to wait", wholeNumber(1), TIMEOUT)
    .option("-q, --quiet", "print failures only")
    .option("-y, --yes", "do not ask");
  return addConnectionFlags(command)
    .addHelpText("after", "\nExamples:\n  pveplay task list --running -v\n  pveplay task stop UPID --yes")
    .action((task: string, flags: StopFlags) =>
      withSession(flags, context, async (session) => {
        const client = session.client();
        const said = await stop(client, task, { timeout: flags.timeout, sure: () => ask(task, flags, context) });
        if (!flags.quiet) context.write(`${said}\n`);
      }),
    );
}

function ask(task: string, { yes = false }: StopFlags, context: CommandContext): Promise<void> {
  const { type, id, node } = parseUpid(task);
  const text = `Task ${type}${id === "" ? "" : ` ${id}`} on ${node} will be stopped, whatever it has done so far`;
  return confirm({ text, lines: [], answered: yes }, context);
}

interface Stopping {
  /** Seconds. */
  readonly timeout: number;
  /** Asks the person; throws for no. */
  readonly sure: () => Promise<void>;
}

async function stop(client: ProxmoxClient, task: string, { timeout, sure }: Stopping): Promise<string> {
  const before = await taskStatus(client, task);
  if (before.status === "stopped") return `already over: ${before.exitstatus ?? "stopped"}`;
  await sure();
  await client.delete(taskPath(task));
  const deadline = Date.now() + timeout * 1000;
  for (;;) {
    const { status, exitstatus = "stopped" } = await taskStatus(client, task);
    if (status === "stopped") return `stopped: ${exitstatus}`;
    if (Date.now() >= deadline) throw stillRunning(task, timeout);
    await sleep(PAUSE, client.signal);
  }
}

function stillRunning(task: string, timeout: number): HintedError {
  const { type, id, node } = parseUpid(task);
  return new HintedError("PROXMOX_TASK_TIMEOUT", `Task ${type} ${id} on ${node} still runs after ${timeout} s`, {
    hint: "It was told to stop; see again with: pveplay task status",
  });
}
