import type { Node, Task } from "../compile/model.ts";
import { tasksOf } from "../compile/model.ts";
import type { PlayRun } from "./play-run.ts";

/** A task with the hosts that are due to run it. */
export interface LockStep {
  readonly task: Task;
  readonly hosts: readonly string[];
}

/** The order in which a play's tasks are run by all hosts together, the way Ansible's linear strategy keeps it. */
export class Lockstep {
  readonly #order: Task[];
  #next = 0;

  constructor(nodes: readonly Node[]) {
    this.#order = [...tasksOf(nodes)];
  }

  /** The first task in order that some host stands at, and all the hosts that do; undefined when all are at their end. */
  step(run: PlayRun, hosts: readonly string[]): LockStep | undefined {
    const waiting = new Map<Task, string[]>();
    for (const host of hosts) {
      const task = run.hosts.get(host)?.peek();
      if (!task) continue;
      const others = waiting.get(task);
      if (others) others.push(host);
      else waiting.set(task, [host]);
    }
    if (waiting.size === 0) return undefined;
    const task = this.#advance(waiting);
    const due = waiting.get(task) ?? [];
    for (const host of due) run.hosts.get(host)?.take();
    return { task, hosts: due };
  }

  /** Puts tasks (of an include, or handlers to be flushed) right after the current one. */
  insert(tasks: readonly Task[]): void {
    this.#order.splice(this.#next, 0, ...tasks);
  }

  #advance(waiting: ReadonlyMap<Task, unknown>): Task {
    for (let round = 0; round < 2; round += 1) {
      while (this.#next < this.#order.length) {
        const task = this.#order[this.#next];
        this.#next += 1;
        if (task && waiting.has(task)) return task;
      }
      // Hosts whose errors were cleared go on where they stopped, which may lie behind.
      this.#next = 0;
    }
    throw new Error("A host stands at a task that is not in its play");
  }
}
