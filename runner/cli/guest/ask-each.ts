import { HintedError } from "../../../core/errors.ts";
import { mapPool } from "../../execute/pool.ts";
import { cliWords } from "../api/cli-words.ts";
import type { CommandContext } from "../command-context.ts";
import { plainText } from "../table.ts";
import { labelOf } from "./batch.ts";
import type { ListedGuest } from "./listed-guest.ts";

/** The API's connections, of which there are so many. */
const AT_ONCE = 16;

/** What stands in tables for what could not be asked. */
export const UNKNOWN = "unknown";

/** What is known of a guest, or why nothing is. */
export type Answer<T> = { readonly known: T } | { readonly reason: string };

/** A guest with its answer. */
export type Asked<T> = Answer<T> & { readonly guest: ListedGuest };

/** Asks about each guest. One whose node is away, or that is gone by now, does not hide the others. */
export function askEach<T>(
  guests: readonly ListedGuest[],
  ask: (guest: ListedGuest) => Promise<Answer<T>>,
): Promise<readonly Asked<T>[]> {
  return mapPool(guests, AT_ONCE, async (guest) => ({ ...(await ask(guest).catch(unanswered)), guest }));
}

function unanswered(error: unknown): { readonly reason: string } {
  if (!(error instanceof HintedError)) throw error;
  return { reason: cliWords(`${error.message}: ${error.hint}`) };
}

/** Says of each guest that nothing is known of why, and ends the program with 1 when there is one. */
export function tellUnknown(asked: readonly Asked<unknown>[], context: CommandContext): void {
  for (const each of asked) {
    if ("known" in each) continue;
    context.say(plainText(`${labelOf(each.guest)}: ${each.reason}`));
    context.setExitCode(1);
  }
}
