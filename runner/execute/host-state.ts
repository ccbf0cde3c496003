import type { Node, Task } from "../compile/model.ts";
import {
  failAt,
  insert,
  isRescuable,
  isRescuing,
  nextStep,
  type Position,
  startOf,
  withoutFailure,
} from "./position.ts";

/** A run of handlers in the middle of a host's tasks. */
interface Flush {
  readonly handlers: readonly Task[];
  readonly index: number;
}

/** What a host needs to know to find its next task. */
export interface StepRules {
  /** Tasks passed over without a word (the end of a role that ran before, an empty flush). */
  readonly skip: (task: Task) => boolean;
  readonly isNotified: (handler: Task) => boolean;
}

interface Found {
  readonly task: Task | undefined;
  readonly position: Position | "done" | "failed";
  readonly flush: Flush | undefined;
}

/** The way of one host through a play. */
export class HostState {
  readonly name: string;
  /** Handlers asked for by name or topic since the last flush, in order. */
  readonly notifications: string[] = [];
  readonly #rules: StepRules;
  #position: Position | "done" | "failed";
  #flush: Flush | undefined;

  constructor(name: string, nodes: readonly Node[], rules: StepRules) {
    this.name = name;
    this.#rules = rules;
    this.#position = startOf(nodes);
  }

  /** The next task, not yet taken; undefined at the end. */
  peek(): Task | undefined {
    return this.#find().task;
  }

  /** Moves past the next task. */
  take(): Task | undefined {
    const { task, position, flush } = this.#find();
    this.#position = position;
    this.#flush = flush;
    return task;
  }

  /** Whether the host has run out of tasks because of a failure nobody rescued. */
  get failed(): boolean {
    const { task, position } = this.#find();
    return task === undefined && position === "failed";
  }

  /** Whether nothing is left to run. */
  get ended(): boolean {
    return this.#find().task === undefined;
  }

  get isFlushing(): boolean {
    return this.#flush !== undefined;
  }

  /** Whether a failure now would be rescued. */
  get isRescuable(): boolean {
    return typeof this.#position !== "string" && isRescuable(this.#position);
  }

  /** Marks the last task taken as failed: goes on in `rescue` or `always`, or ends. */
  fail(): void {
    this.#flush = undefined;
    if (typeof this.#position !== "string") this.#position = failAt(this.#position);
  }

  /** Ends the host; without failure when it is being rescued. */
  end(): void {
    const rescued = typeof this.#position !== "string" && isRescuing(this.#position);
    this.#position = this.#position === "failed" && !rescued ? "failed" : "done";
    this.#flush = undefined;
  }

  /** Fails the host wherever it stands: it runs nothing of the play. */
  leaveOut(): void {
    this.#flush = undefined;
    this.#position = "failed";
  }

  /** Takes failures back; what was skipped because of them stays skipped, what follows the block it stands in runs. */
  clearFailure(): void {
    if (this.#position === "failed") this.#position = "done";
    else if (this.#position !== "done") this.#position = withoutFailure(this.#position);
  }

  /** Runs the notified ones of these handlers before going on. */
  startFlush(handlers: readonly Task[]): void {
    this.#flush = { handlers, index: 0 };
  }

  /** Runs further tasks (an include's) before going on. */
  insert(nodes: readonly Node[]): void {
    if (nodes.length === 0) return;
    if (this.#flush) this.#insertHandlers(nodes);
    else if (typeof this.#position !== "string") this.#position = insert(this.#position, nodes);
  }

  #insertHandlers(nodes: readonly Node[]): void {
    if (!this.#flush) return;
    const { handlers, index } = this.#flush;
    const tasks = nodes.filter((node) => node.kind === "task");
    this.#flush = { handlers: [...handlers.slice(0, index), ...tasks, ...handlers.slice(index)], index };
  }

  #find(): Found {
    const flush = this.#flush;
    if (flush) {
      const index = flush.handlers.findIndex((handler, at) => at >= flush.index && this.#rules.isNotified(handler));
      const task = flush.handlers[index];
      if (task) return { task, position: this.#position, flush: { ...flush, index: index + 1 } };
    }
    if (typeof this.#position === "string") return { task: undefined, position: this.#position, flush: undefined };
    const next = nextStep(this.#position, this.#rules.skip);
    if (typeof next === "string") return { task: undefined, position: next, flush: undefined };
    return { task: next.task, position: next.after, flush: undefined };
  }
}
