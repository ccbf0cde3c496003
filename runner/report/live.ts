import type { Value } from "../../core/values.ts";
import type { HostStats } from "../execute/stats.ts";
import type { PlayStart, Reporter, ResultReport, RetryReport, TaskStart } from "./reporter.ts";
import type { StatusLine } from "./status-line.ts";
import { humanTime } from "./style.ts";

/** What a host is at. */
interface Running {
  readonly title: string;
  readonly since: number;
  /** Of its loop. */
  items: number;
  /** What its module says of long work. */
  progress: string;
}

/** Short tasks pass without a status: it would but flicker. */
const WORTH_SHOWING = 400;
const NAMES_SHOWN = 3;

/** A report with a status below it for a person who waits: task, hosts that are done, time, and what is awaited. */
export class LiveReporter implements Reporter {
  readonly #inner: Reporter;
  readonly #line: StatusLine;
  readonly #now: () => number;
  readonly #running = new Map<string, Running>();
  #hosts = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `now` is a clock in milliseconds. */
  constructor(inner: Reporter, line: StatusLine, now: () => number = () => performance.now()) {
    this.#inner = inner;
    this.#line = line;
    this.#now = now;
  }

  /** Draws the status as it is now. */
  refresh(): void {
    this.#line.show(this.#status());
  }

  playbookStart(path: string): void {
    this.#inner.playbookStart(path);
  }

  playStart(play: PlayStart): void {
    this.#rest();
    this.#inner.playStart(play);
  }

  noHosts(): void {
    this.#inner.noHosts();
  }

  noHostsLeft(): void {
    this.#inner.noHostsLeft();
  }

  taskStart(task: TaskStart): void {
    this.#inner.taskStart(task);
    for (const host of task.names) {
      this.#running.set(host, { title: task.title, since: this.#now(), items: 0, progress: "" });
    }
    this.#hosts = Math.max(this.#running.size, task.hosts);
    this.#timer ??= setInterval(() => this.refresh(), 250).unref();
  }

  itemResult(report: ResultReport): void {
    const running = this.#running.get(report.host);
    if (running) running.items += 1;
    this.#inner.itemResult(report);
  }

  result(report: ResultReport): void {
    this.#running.delete(report.host);
    if (this.#running.size === 0) this.#line.show("");
    this.#inner.result(report);
  }

  retry(report: RetryReport): void {
    const running = this.#running.get(report.host);
    if (running) running.progress = `${report.left} tries left`;
    this.#inner.retry(report);
  }

  progress(host: string, text: string): void {
    const running = this.#running.get(host);
    if (running) running.progress = text;
  }

  included(name: string, hosts: readonly string[]): void {
    this.#inner.included(name, hosts);
  }

  notified(handler: string, host: string): void {
    this.#inner.notified(handler, host);
  }

  warning(message: string): void {
    this.#inner.warning(message);
  }

  recap(hosts: ReadonlyMap<string, HostStats>, custom: ReadonlyMap<string, ReadonlyMap<Value, Value>>): void {
    this.#rest();
    this.#inner.recap(hosts, custom);
  }

  end(): void {
    this.#rest();
  }

  #rest(): void {
    this.#running.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#line.show("");
  }

  #status(): string {
    const [first] = this.#running.values();
    if (!first || this.#now() - first.since < WORTH_SHOWING) return "";
    const done = this.#hosts > 1 ? `  ${this.#hosts - this.#running.size}/${this.#hosts} hosts` : "";
    return `  ${humanTime(this.#now() - first.since)}  ${first.title}${done}  ${this.#awaited()}`;
  }

  #awaited(): string {
    const shown = [...this.#running].slice(0, NAMES_SHOWN).map(([host, { items, progress }]) => {
      const details = [items > 0 ? `${items} items done` : "", progress].filter((text) => text !== "");
      return details.length === 0 ? host : `${host} (${details.join(", ")})`;
    });
    const more = this.#running.size - shown.length;
    return `waiting for ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  }
}
