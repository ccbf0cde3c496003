import type { Origin } from "../../core/errors.ts";
import type { Value } from "../../core/values.ts";
import type { HostStats } from "../execute/stats.ts";

/** How a task ended on a host, in the words of reports. */
export type Status = "ok" | "changed" | "failed" | "skipped" | "unreachable" | "ignored" | "rescued";

/** A play that starts. */
export interface PlayStart {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly check: boolean;
}

/** A task or handler that starts on one or more hosts. */
export interface TaskStart {
  /** With its role: `role : name`. */
  readonly title: string;
  /** As written: `debug`, `ansible.builtin.debug`. */
  readonly action: string;
  readonly isHandler: boolean;
  readonly origin: Origin | undefined;
  readonly hosts: number;
  /** These hosts. */
  readonly names: readonly string[];
}

/** A result of a task, or of one item of its loop, on a host. */
export interface ResultReport {
  readonly task: TaskStart;
  readonly host: string;
  readonly delegatedTo: string | undefined;
  readonly status: Status;
  /** What is registered; null when the task has `no_log`. */
  readonly result: ReadonlyMap<Value, Value> | null;
  readonly changed: boolean;
  readonly noLog: boolean;
  /** Whether its diff is shown. */
  readonly diff: boolean;
  /** Milliseconds. */
  readonly duration: number;
  /** Of an item: what stands for it. Of a whole task: how many items it had. */
  readonly item?: Value;
  readonly items?: number;
}

/** An attempt that was not good enough. */
export interface RetryReport {
  readonly host: string;
  readonly left: number;
}

/** Takes the events of a run in order and shows them. */
export interface Reporter {
  playbookStart(path: string): void;
  playStart(play: PlayStart): void;
  noHosts(): void;
  /** All hosts of the play have failed. */
  noHostsLeft(): void;
  taskStart(task: TaskStart): void;
  itemResult(report: ResultReport): void;
  result(report: ResultReport): void;
  retry(report: RetryReport): void;
  /** A line about long work that is going on, for a person who watches. */
  progress(host: string, text: string): void;
  included(name: string, hosts: readonly string[]): void;
  notified(handler: string, host: string): void;
  warning(message: string): void;
  /** Takes away what is shown only while the run lasts, however it ended. */
  end?(): void;
  /** The end: counts by host, and what set_stats gathered. */
  recap(hosts: ReadonlyMap<string, HostStats>, custom: ReadonlyMap<string, ReadonlyMap<Value, Value>>): void;
}
