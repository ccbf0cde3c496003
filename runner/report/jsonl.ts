import type { Value } from "../../core/values.ts";
import type { HostStats } from "../execute/stats.ts";
import { reportJson } from "./json-value.ts";
import type { Output } from "./output.ts";
import type { PlayStart, Reporter, ResultReport } from "./reporter.ts";

/** One JSON object a line: every result as it comes, and the recap at the end. */
export class JsonlReporter implements Reporter {
  readonly #output: Output;
  #play = "";

  constructor(output: Output) {
    this.#output = output;
  }

  playbookStart(path: string): void {
    this.#line({ event: "playbook", path });
  }

  playStart(play: PlayStart): void {
    this.#play = play.name;
    this.#line({ event: "play", play: play.name, hosts: play.hosts });
  }

  noHosts(): void {
    this.#line({ event: "no_hosts", play: this.#play });
  }

  noHostsLeft(): void {
    this.#line({ event: "no_hosts_left", play: this.#play });
  }

  taskStart(): void {
    // Results name their task.
  }

  itemResult(report: ResultReport): void {
    this.#result("item", report);
  }

  result(report: ResultReport): void {
    this.#result("result", report);
  }

  progress(): void {
    // Of no use in data.
  }

  retry(): void {
    // The result tells how many attempts it took.
  }

  included(name: string, hosts: readonly string[]): void {
    this.#line({ event: "include", play: this.#play, name, hosts });
  }

  notified(handler: string, host: string): void {
    this.#line({ event: "notify", handler, host });
  }

  warning(message: string): void {
    this.#line({ event: "warning", message });
  }

  recap(hosts: ReadonlyMap<string, HostStats>, custom: ReadonlyMap<string, ReadonlyMap<Value, Value>>): void {
    const stats = Object.fromEntries(hosts);
    const own = Object.fromEntries([...custom].map(([host, values]) => [host, reportJson(new Map(values))]));
    this.#line({ event: "recap", stats, ...(custom.size > 0 ? { custom: own } : {}) });
  }

  #result(event: "item" | "result", report: ResultReport): void {
    this.#line({
      event,
      play: this.#play,
      task: report.task.title,
      action: report.task.action,
      host: report.host,
      ...(report.delegatedTo === undefined ? {} : { delegated_to: report.delegatedTo }),
      status: report.status,
      changed: report.changed,
      ...(report.item === undefined ? {} : { item: reportJson(report.item) }),
      duration_ms: Math.round(report.duration),
      result:
        report.result === null ? { censored: CENSORED, changed: report.changed } : reportJson(new Map(report.result)),
    });
  }

  #line(data: Readonly<Record<string, unknown>>): void {
    this.#output.write(`${JSON.stringify(data)}\n`);
  }
}

/** What stands for a result that `no_log` hides; the words are Ansible's, which logs are searched for. */
export const CENSORED = "the output has been hidden due to the fact that 'no_log: true' was specified for this result";
