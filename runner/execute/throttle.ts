import type { Task } from "../compile/model.ts";

interface Gate {
  running: number;
  readonly waiting: (() => void)[];
}

/** Lets no more hosts than `throttle` says run the same task at a time, where each goes at its own pace. */
export class Throttle {
  readonly #gates = new Map<Task, Gate>();

  /** Runs the work when there is room; a limit of 0 is none. */
  async run<T>(task: Task, limit: number, work: () => Promise<T>): Promise<T> {
    if (limit <= 0) return work();
    const gate = this.#gates.get(task) ?? { running: 0, waiting: [] };
    this.#gates.set(task, gate);
    while (gate.running >= limit) await new Promise<void>((resolve) => gate.waiting.push(resolve));
    gate.running += 1;
    try {
      return await work();
    } finally {
      gate.running -= 1;
      gate.waiting.shift()?.();
    }
  }
}
