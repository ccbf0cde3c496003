import { parseUpid } from "../../../core/proxmox/task.ts";
import type { ModuleResult } from "../../../modules/index.ts";
import { tellResult } from "../api/tell-result.ts";
import type { CommandContext } from "../command-context.ts";
import { interruptSignal } from "../interrupt.ts";
import { sayLeftRunning } from "../left-running.ts";
import { type BatchFlags, labelOf } from "./batch.ts";
import type { ListedGuest } from "./listed-guest.ts";
import { leftRunning, type Outcome } from "./outcome.ts";
import { Progress } from "./progress.ts";
import { exitCodeOf, summaryOf } from "./summary.ts";

/** Work that one run of a module does on all guests together: all of them or none. */
export interface GroupWork {
  readonly guests: readonly ListedGuest[];
  readonly doing: string;
  run(signal: AbortSignal): Promise<ModuleResult>;
  /** What became of a guest when all went well. */
  succeeded(guest: ListedGuest, result: ModuleResult): Outcome;
  /** What became of a guest on which the failed step itself went well. */
  readonly undone: string;
}

/** Does the work, with a line for each guest and a summary, and sets the exit code. */
export async function runGroup(work: GroupWork, flags: BatchFlags, context: CommandContext): Promise<void> {
  const signal = interruptSignal(context);
  const progress = new Progress(context, flags.quiet ?? false);
  const began = performance.now();
  for (const guest of work.guests) progress.begin(labelOf(guest), work.doing);
  const result = await work.run(signal);
  const outcomes = work.guests.map((guest) =>
    result.failed ? failed(guest, result, work) : work.succeeded(guest, result),
  );
  for (const [at, guest] of work.guests.entries()) {
    const outcome = outcomes[at];
    if (outcome) progress.end(labelOf(guest), outcome);
  }
  progress.close();
  if (!flags.quiet) context.write(`${summaryOf(outcomes, performance.now() - began)}\n`);
  // A group has one error, with the guests' own in it.
  tellResult(result, context);
  const { leftRunning: upid } = leftRunning(result.code, result);
  if (upid !== undefined) sayLeftRunning([{ host: titleOf(upid), upid }], context);
  context.setExitCode(exitCodeOf(outcomes));
}

/** `qmsnapshot 101`: the task of one of the guests. */
function titleOf(upid: string): string {
  const { type, id } = parseUpid(upid);
  return `${type} ${id}`.trimEnd();
}

function failed({ vmid }: ListedGuest, result: ModuleResult, { undone }: GroupWork): Outcome {
  if (has(result["failed_on"], vmid)) return { state: "failed", text: "failed", details: [] };
  const text = has(result["succeeded_on"], vmid) ? undone : "not done";
  return { state: "skipped", text, details: [] };
}

function has(list: unknown, vmid: number): boolean {
  return Array.isArray(list) && list.includes(vmid);
}
