import { HintedError } from "../../../core/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { reportError } from "../report-error.ts";
import type { ConnectionFlags } from "./flags.ts";
import { type ApiSession, openSession } from "./session.ts";

/** Options that make no sense, as opposed to work that failed. */
const WRONG_USE = 2;

/** Runs a command's work in a session of its own and ends it. Errors are printed; wrong use ends with 2, all else with 1. */
export async function withSession(
  flags: ConnectionFlags,
  context: CommandContext,
  work: (session: ApiSession) => Promise<void>,
): Promise<void> {
  try {
    const session = await openSession(flags, context);
    try {
      await work(session);
    } finally {
      await session.close();
    }
  } catch (error) {
    const code = reportError(error, context);
    context.setExitCode(isWrongUse(error) ? WRONG_USE : error instanceof HintedError ? 1 : code);
  }
}

function isWrongUse(error: unknown): boolean {
  return error instanceof HintedError && /^(USAGE$|OPTION_)/.test(error.code);
}
