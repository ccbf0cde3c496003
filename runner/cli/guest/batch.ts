import type { Command } from "commander";
import { HintedError } from "../../../core/errors.ts";
import { mapPool } from "../../execute/pool.ts";
import type { ConnectionFlags } from "../api/flags.ts";
import type { CommandContext } from "../command-context.ts";
import { interruptSignal } from "../interrupt.ts";
import { sayLeftRunning } from "../left-running.ts";
import { wholeNumber } from "../whole-number.ts";
import { NOT_BEGUN, type Outcome, outcomeOfError } from "./outcome.ts";
import { Progress } from "./progress.ts";
import { exitCodeOf, summaryOf } from "./summary.ts";

/** The flags of commands that do something to guests. */
export interface BatchFlags extends ConnectionFlags {
  readonly dryRun?: boolean;
  readonly quiet?: boolean;
  readonly parallel: number;
  /** Seconds. */
  readonly timeout?: number;
}

/** Guests worked on at once unless told otherwise; a node does not clone or boot many more at the same time. */
const PARALLEL = 8;

/** Adds the flags of {@link BatchFlags} but for those of the connection. */
export function addBatchFlags(command: Command): Command {
  return command
    .option("--dry-run", "tell what would be done, change nothing")
    .option("-q, --quiet", "print failures only")
    .option("-p, --parallel <n>", "guests at once", wholeNumber(1), PARALLEL)
    .option("--timeout <seconds>", "how long each guest may take", wholeNumber(1));
}

/** One piece of work: what it is called in the report, and the work. */
export interface Job {
  readonly label: string;
  readonly doing: string;
  run(signal: AbortSignal): Promise<Outcome>;
}

/** Does all jobs, some at once, with a line for each and a summary, and sets the exit code. Failures do not stop the others; Ctrl-C begins no more. */
export async function runBatch(jobs: readonly Job[], flags: BatchFlags, context: CommandContext): Promise<void> {
  const signal = interruptSignal(context);
  const progress = new Progress(context, flags.quiet ?? false);
  const began = performance.now();
  const outcomes = await mapPool(jobs, flags.parallel, async (job) => {
    const { label, doing } = job;
    if (!signal.aborted) progress.begin(label, doing);
    const outcome = signal.aborted ? NOT_BEGUN : await job.run(signal).catch(failed);
    progress.end(label, outcome);
    return outcome;
  });
  progress.close();
  if (!flags.quiet) context.write(`${summaryOf(outcomes, performance.now() - began)}\n`);
  const left = jobs.map(({ label }, at) => ({ host: label, upid: outcomes[at]?.leftRunning }));
  sayLeftRunning(
    left.flatMap(({ host, upid }) => (upid === undefined ? [] : [{ host, upid }])),
    context,
  );
  context.setExitCode(exitCodeOf(outcomes));
}

/** An error a user can act on fails one guest; anything else is a fault of ours and ends the program. */
function failed(error: unknown): Outcome {
  if (!(error instanceof HintedError)) throw error;
  return outcomeOfError(error);
}

/** How a guest is called in a report. */
export function labelOf({ vmid, name }: { readonly vmid: number; readonly name?: string }): string {
  return name === undefined ? String(vmid) : `${vmid} ${name}`;
}
