import type { Value } from "../../core/values.ts";
import type { HostStats } from "../execute/stats.ts";
import { reportJson } from "./json-value.ts";
import { CENSORED } from "./jsonl.ts";
import type { Output } from "./output.ts";
import type { PlayStart, Reporter, ResultReport, TaskStart } from "./reporter.ts";

interface JsonTask {
  readonly name: string;
  readonly action: string;
  readonly hosts: Record<string, unknown>;
}

interface JsonPlay {
  readonly name: string;
  readonly tasks: JsonTask[];
}

/** One JSON document at the end: plays, their tasks, each host's result, and the recap. */
export class JsonReporter implements Reporter {
  readonly #output: Output;
  readonly #plays: JsonPlay[] = [];
  readonly #warnings: string[] = [];

  constructor(output: Output) {
    this.#output = output;
  }

  playbookStart(): void {
    // The plays follow.
  }

  playStart(play: PlayStart): void {
    this.#plays.push({ name: play.name, tasks: [] });
  }

  noHosts(): void {
    // A play without tasks says it.
  }

  noHostsLeft(): void {
    // The results say it.
  }

  taskStart(task: TaskStart): void {
    this.#plays.at(-1)?.tasks.push({ name: task.title, action: task.action, hosts: {} });
  }

  itemResult(): void {
    // Items stand in the task's result.
  }

  result(report: ResultReport): void {
    const task = this.#plays.at(-1)?.tasks.at(-1);
    if (!task) return;
    const data = report.result === null ? { censored: CENSORED } : reportJson(new Map(report.result));
    task.hosts[report.host] = { status: report.status, changed: report.changed, result: data };
  }

  progress(): void {
    // Of no use in data.
  }

  retry(): void {
    // The result tells how many attempts it took.
  }

  included(): void {
    // The included tasks follow.
  }

  notified(): void {
    // Handlers show up when they run.
  }

  warning(message: string): void {
    this.#warnings.push(message);
  }

  recap(hosts: ReadonlyMap<string, HostStats>, custom: ReadonlyMap<string, ReadonlyMap<Value, Value>>): void {
    const own = Object.fromEntries([...custom].map(([host, values]) => [host, reportJson(new Map(values))]));
    const document = {
      plays: this.#plays,
      stats: Object.fromEntries(hosts),
      custom_stats: own,
      warnings: this.#warnings,
    };
    this.#output.write(`${JSON.stringify(document, undefined, 2)}\n`);
  }
}
