import { HintedError } from "../../../core/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { reportError } from "../report-error.ts";
import { inCliWords } from "./cli-words.ts";
import type { ConnectionFlags } from "./flags.ts";
import { type ApiSession, openSession } from "./session.ts";

/** Options that make no sense, as opposed to work that failed. */
const WRONG_USE = 2;

/** Runs a command's work in a session of its own and ends it. Errors are printed; wrong use ends with 2, all else with 1. */
export function withSession(
  flags: ConnectionFlags,
  context: CommandContext,
  work: (session: ApiSession) => Promise<void>,
): Promise<void> {
  return reportingErrors(context, async () => {
    const session = await openSession(flags, context);
    try {
      await work(session);
    } finally {
      await session.close();
    }
  });
}

/** Runs a command's work. Errors are printed; wrong use ends with 2, all else with 1. */
export async function reportingErrors(context: CommandContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const code = reportError(inCliWords(error), context);
    context.setExitCode(isWrongUse(error) ? WRONG_USE : error instanceof HintedError ? 1 : code);
  }
}

function isWrongUse(error: unknown): boolean {
  return error instanceof HintedError && /^(USAGE$|OPTION_)/.test(error.code);
}
