import { HintedError } from "../../core/errors.ts";

interface Limit {
  /** 0 is no limit. */
  readonly seconds: number;
  readonly name: string;
}

/**
 * Runs work with a signal that is aborted when the outer one is or the time is over.
 * @throws HintedError OPTION_INVALID, TASK_TIMEOUT when the time is over, whatever the work then still does
 */
export async function withTimeout<T>(
  outer: AbortSignal,
  limit: Limit,
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  if (limit.seconds < 0 || limit.seconds > LONGEST) throw notATime(limit);
  if (limit.seconds === 0 || limit.seconds * 1000 > LONGEST_TIMER) return work(outer);
  const timer = AbortSignal.timeout(limit.seconds * 1000);
  const signal = AbortSignal.any([outer, timer]);
  const expired = new Promise<never>((_resolve, reject) => {
    timer.addEventListener("abort", () => reject(timedOut(limit)), { once: true });
  });
  return Promise.race([work(signal), expired]);
}

/** Ansible's bound, in seconds. */
const LONGEST = 100_000_000;

/** Of Node, in milliseconds: some 24 days, beyond which no task is stopped. */
const LONGEST_TIMER = 2 ** 31 - 1;

function notATime({ seconds }: Limit): HintedError {
  return new HintedError("OPTION_INVALID", `Timeout ${seconds} is invalid`, {
    hint: `Give 'timeout' as seconds from 0, which is none, to ${LONGEST}`,
  });
}

function timedOut({ seconds, name }: Limit): HintedError {
  return new HintedError("TASK_TIMEOUT", `${name}: Timed out after ${seconds} second(s)`, {
    hint: "Raise 'timeout' of the task, or find out what it waits for",
    // As Ansible's result tells it; there is no Python frame to name.
    details: { timedout: { period: seconds } },
  });
}
