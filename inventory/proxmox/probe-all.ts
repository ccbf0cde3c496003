import { setTimeout as sleep } from "node:timers/promises";

/** How questions are asked that may stay unanswered. */
export interface ProbeOptions {
  /** Questions asked at once, not counting those that are late. */
  readonly concurrency: number;
  /** Milliseconds after which an unanswered question is late: it goes on, but the next one no longer waits for it. */
  readonly patience: number;
  /** Milliseconds after which a question is given up. */
  readonly timeout: number;
}

/**
 * Asks a question about each item and returns the answers that came. Items that never answer do not hold up the others, and
 * all of them together cost one timeout: it runs for each from when it was asked. Failed questions have no answer.
 */
export async function probeAll<T, R>(
  items: readonly T[],
  probe: (item: T, signal: AbortSignal) => Promise<R>,
  { concurrency, patience, timeout }: ProbeOptions,
): Promise<ReadonlyMap<T, R>> {
  const answers = new Map<T, R>();
  const asked: Promise<void>[] = [];
  const queue = items.values();
  const ask = async (item: T): Promise<void> => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), timeout);
    try {
      answers.set(item, await probe(item, controller.signal));
    } catch {
      // No answer is an answer too: the caller sees that the item has none.
    } finally {
      clearTimeout(timer);
    }
  };
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      const answer = ask(item);
      asked.push(answer);
      await Promise.race([answer, sleep(patience)]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  await Promise.all(asked);
  return answers;
}
