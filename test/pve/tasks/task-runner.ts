import { type Clock, unixTime } from "../clock.ts";
import { messageOf } from "../pve-error.ts";
import type { Random } from "../random.ts";
import type { State, Task } from "../state.ts";
import { formatUpid } from "./upid.ts";

/** What a worker can tell its task. */
export interface TaskLog {
  /** Adds a line to the task's log. */
  line(text: string): void;
  /** Adds a warning, which the task's end will count. */
  warn(text: string): void;
}

/** Waiting, at most that many seconds, for a guest that does not answer: at speed 0 it is over once the task was looked at twice. */
export interface Unanswered {
  readonly unanswered: number;
}

/** A task's work in steps: a number is seconds of simulated time, what is thrown is how the task failed. */
export type Work<Result = void> = Generator<number | Unanswered, Result, void>;

/** Makes a task's work. */
export type Worker = (log: TaskLog) => Work;

/** A task to start. */
export interface NewTask {
  readonly node: string;
  readonly type: string;
  readonly id: string;
  /** `user@realm` or `user@realm!token`. */
  readonly user: string;
  readonly work: Worker;
}

/** What a fault does to a task: fail with a message, never end, or be killed at its work, which then cleans nothing up. */
export type TaskFault = { readonly kind: "fail"; readonly message: string } | { readonly kind: "hang" | "kill" };

interface Running {
  readonly task: Task;
  readonly steps: Work;
  cancel: () => void;
  /** How often the task's status was asked while it waits for a guest that does not answer. */
  looks: number | undefined;
  readonly ended: (() => void)[];
}

const KEPT_TASKS = 2000;

/** Runs the workers of tasks and remembers how they ended. */
export class TaskRunner {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #speed: number;
  readonly #running = new Map<string, Running>();
  readonly #byUpid = new Map<string, Task>();
  readonly #boot: number;
  #pid = 1000;
  /** Asked before each task starts; set by the fault injector. */
  fault: (task: Task) => TaskFault | undefined = () => undefined;

  constructor(state: State, { clock, random, speed }: { clock: Clock; random: Random; speed: number }) {
    this.#state = state;
    this.#clock = clock;
    this.#random = random;
    this.#speed = speed;
    this.#boot = clock.now() - 4_576_000;
    for (const task of state.tasks) this.#byUpid.set(task.upid, task);
  }

  /** Starts a task and returns its UPID. At speed 0 it has ended when this returns, unless a fault makes it hang. */
  start({ node, type, id, user, work }: NewTask): string {
    this.#pid += 1 + Math.floor(this.#random.next() * 5);
    const base = {
      node,
      pid: this.#pid,
      pstart: Math.floor((this.#clock.now() - this.#boot) / 10),
      starttime: unixTime(this.#clock),
      type,
      id,
      user,
    };
    const task: Task = { ...base, upid: formatUpid(base), log: [], warnings: 0 };
    this.#remember(task);
    const log: TaskLog = {
      line: (text) => void task.log.push(...text.split("\n")),
      warn: (text) => {
        task.warnings += 1;
        task.log.push(`WARN: ${text}`);
      },
    };
    const fault = this.fault(task);
    const steps = fault ? faulty(fault, work(log)) : work(log);
    const running: Running = { task, steps, cancel: () => undefined, looks: undefined, ended: [] };
    this.#running.set(task.upid, running);
    this.#advance(running);
    return task.upid;
  }

  /** The task of a UPID. */
  find(upid: string): Task | undefined {
    return this.#byUpid.get(upid);
  }

  /** Whether the task still runs. */
  isRunning(upid: string): boolean {
    return this.#running.has(upid);
  }

  /** Tasks that still run. */
  running(): Task[] {
    return [...this.#running.values()].map(({ task }) => task);
  }

  /** Ends a running task the way `received interrupt` does. */
  interrupt(upid: string): void {
    const running = this.#running.get(upid);
    if (!running) return;
    running.cancel();
    try {
      running.steps.return();
    } finally {
      this.#finish(running, "received interrupt");
    }
  }

  /** Resolves true when the task has ended, false after that many (real) seconds. */
  wait(upid: string, seconds: number): Promise<boolean> {
    const running = this.#running.get(upid);
    if (!running) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), seconds * 1000);
      running.ended.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }

  /** Some seconds, give or take a fifth: what work of that length takes this time. */
  seconds(typical: number): number {
    return typical * (0.8 + 0.4 * this.#random.next());
  }

  #remember(task: Task): void {
    this.#state.tasks.push(task);
    this.#byUpid.set(task.upid, task);
    if (this.#state.tasks.length <= KEPT_TASKS) return;
    for (const old of this.#state.tasks.splice(0, KEPT_TASKS / 10)) {
      if (!this.#running.has(old.upid)) this.#byUpid.delete(old.upid);
    }
  }

  #advance(running: Running): void {
    try {
      for (;;) {
        const step = running.steps.next();
        if (step.done === true) {
          const { warnings } = running.task;
          this.#finish(running, warnings > 0 ? `WARNINGS: ${warnings}` : "OK");
          return;
        }
        if (this.#pauses(running, step.value)) return;
      }
    } catch (error) {
      this.#finish(running, messageOf(error));
    }
  }

  /** Whether the step takes time; if so the task goes on by itself later. */
  #pauses(running: Running, step: number | Unanswered): boolean {
    if (step === Infinity) return true;
    const resume = (): void => {
      running.looks = undefined;
      this.#advance(running);
    };
    if (typeof step === "number") {
      if (this.#speed > 0) running.cancel = this.#clock.after(step, resume);
      return this.#speed > 0;
    }
    if (this.#speed > 0) {
      running.cancel = this.#clock.after(step.unanswered, resume);
      return true;
    }
    const timer = setTimeout(resume, step.unanswered * 1000);
    running.cancel = () => clearTimeout(timer);
    running.looks = 0;
    return true;
  }

  /** Tells that a task's status is being asked for. */
  look(upid: string): void {
    const running = this.#running.get(upid);
    if (running?.looks === undefined) return;
    running.looks += 1;
    if (running.looks < 2) return;
    running.cancel();
    running.looks = undefined;
    this.#advance(running);
  }

  #finish({ task, ended }: Running, exitstatus: string): void {
    this.#running.delete(task.upid);
    task.endtime = unixTime(this.#clock);
    task.exitstatus = exitstatus.replaceAll("\n", " ");
    task.log.push(/^(?:OK$|WARNINGS:)/.test(exitstatus) ? `TASK ${exitstatus}` : `TASK ERROR: ${task.exitstatus}`);
    for (const tell of ended) tell();
  }
}

/** A task that fails at once, or does its first step (taking its lock, as a rule) and never the next. */
function* faulty(fault: TaskFault, steps: Work): Work {
  if (fault.kind === "fail") throw new Error(fault.message);
  if (fault.kind === "kill") {
    steps.next();
    // What the status call says of a worker that is gone without a last line.
    throw new Error("unexpected status");
  }
  try {
    if (steps.next().done !== true) yield Infinity;
  } finally {
    steps.return();
  }
}
