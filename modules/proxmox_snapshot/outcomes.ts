import { HintedError } from "../../core/errors.ts";
import type { Guest } from "../../core/proxmox/guests.ts";
import type { Applied } from "../kit/define-module.ts";
import type { options } from "./options.ts";
import type { Change } from "./state.ts";

/** How a step went on one guest. */
export interface Outcome {
  readonly guest: Guest;
  readonly warnings: readonly string[];
  /** Undefined when it went well. */
  readonly error: unknown;
}

/** Runs a step on all guests at once; failures are outcomes too, so that none is lost and all are waited for. */
export async function onAll(
  guests: readonly Guest[],
  step: (guest: Guest) => Promise<readonly string[]>,
): Promise<readonly Outcome[]> {
  return Promise.all(
    guests.map(async (guest): Promise<Outcome> => {
      try {
        return { guest, warnings: await step(guest), error: undefined };
      } catch (error) {
        return { guest, warnings: [], error };
      }
    }),
  );
}

/** {@link onAll}, one guest after the other. A failure does not keep the rest from their step. */
export async function onEach(
  guests: readonly Guest[],
  step: (guest: Guest) => Promise<readonly string[]>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const guest of guests) outcomes.push(...(await onAll([guest], step)));
  return outcomes;
}

/** The step as applied. @throws HintedError when it failed anywhere */
export function finish(outcomes: readonly Outcome[], kind: Change["kind"]): Applied<typeof options> {
  if (outcomes.some(({ error }) => error !== undefined)) throw failed(outcomes, kind, {});
  return { warnings: outcomes.flatMap(({ guest, warnings }) => warnings.map((text) => `${guest.vmid}: ${text}`)) };
}

/** The first guest's failure, with who failed and who did not. Anything but a HintedError is passed on as the bug it is. */
export function failed(
  outcomes: readonly Outcome[],
  kind: Change["kind"],
  more: Readonly<Record<string, unknown>>,
): unknown {
  const bad = outcomes.filter(({ error }) => error !== undefined);
  const first = bad[0]?.error;
  if (!(first instanceof HintedError)) return first;
  const done = outcomes.filter(({ error }) => error === undefined).map(({ guest }) => guest.vmid);
  const list = bad.map(
    ({ guest, error }) => `${guest.vmid}: ${error instanceof Error ? error.message : String(error)}`,
  );
  return new HintedError(
    first.code,
    `Snapshot ${kind} failed on ${bad.length} of ${outcomes.length} guests: ${list.join("; ")}`,
    {
      hint: first.hint,
      cause: first,
      details: { ...first.details, failed_on: bad.map(({ guest }) => guest.vmid), succeeded_on: done, ...more },
    },
  );
}
