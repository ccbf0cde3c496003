import type { Value } from "../../core/values.ts";
import type { HostStats } from "../execute/stats.ts";
import { diffText } from "./diff-text.ts";
import { reportJson } from "./json-value.ts";
import { CENSORED } from "./jsonl.ts";
import type { Output } from "./output.ts";
import type { PlayStart, Reporter, ResultReport, RetryReport, TaskStart } from "./reporter.ts";
import { type Colour, painter } from "./style.ts";

/** The form of Ansible's default output, for eyes and scripts used to it. */
export class AnsibleReporter implements Reporter {
  readonly #output: Output;
  readonly #verbosity: number;
  readonly #showSkipped: boolean;
  readonly #paint: (colour: Colour, text: string) => string;
  #action = "";

  constructor(output: Output, options: { readonly verbosity: number; readonly showSkipped: boolean }) {
    this.#output = output;
    this.#verbosity = options.verbosity;
    this.#showSkipped = options.showSkipped;
    this.#paint = painter(output.color);
  }

  playbookStart(path: string): void {
    if (this.#verbosity > 1) this.#banner(`PLAYBOOK: ${path}`);
  }

  playStart(play: PlayStart): void {
    this.#banner(`PLAY [${play.name}]${play.check ? " [CHECK MODE]" : ""}`);
  }

  noHosts(): void {
    this.#line("cyan", "skipping: no hosts matched");
  }

  noHostsLeft(): void {
    this.#banner("NO MORE HOSTS LEFT");
  }

  taskStart(task: TaskStart): void {
    this.#action = task.action;
    this.#banner(`${task.isHandler ? "RUNNING HANDLER" : "TASK"} [${task.title}]`);
  }

  itemResult(report: ResultReport): void {
    const item = typeof report.item === "string" ? report.item : JSON.stringify(reportJson(report.item ?? null));
    this.#show(report, ` (item=${item})`, ` => (item=${item})`);
  }

  result(report: ResultReport): void {
    if (
      report.items !== undefined &&
      report.status !== "failed" &&
      report.status !== "ignored" &&
      report.status !== "rescued"
    )
      return;
    if (report.items !== undefined) this.#line("red", `fatal: [${report.host}]: FAILED! => ${this.#dump(report)}`);
    else this.#show(report, "", "");
    if (report.status === "ignored") this.#line("cyan", "...ignoring");
  }

  progress(): void {
    // Ansible shows none.
  }

  retry({ host, left }: RetryReport): void {
    this.#line("magenta", `FAILED - RETRYING: [${host}]: (${left} retries left).`);
  }

  included(name: string, hosts: readonly string[]): void {
    this.#line("cyan", `included: ${name} for ${hosts.join(", ")}`);
  }

  notified(handler: string, host: string): void {
    if (this.#verbosity > 1) this.#line("magenta", `NOTIFIED HANDLER ${handler} for ${host}`);
  }

  warning(message: string): void {
    this.#output.note(`${this.#paint("magenta", `[WARNING]: ${message}`)}\n`);
  }

  recap(hosts: ReadonlyMap<string, HostStats>, custom: ReadonlyMap<string, ReadonlyMap<Value, Value>>): void {
    this.#banner("PLAY RECAP");
    for (const [host, stats] of [...hosts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      this.#output.write(`${recapLine(host, stats)}\n`);
    this.#output.write("\n");
    if (custom.size === 0) return;
    this.#banner("CUSTOM STATS: ");
    for (const [host, values] of custom)
      this.#output.write(`\t${host === "_run" ? "RUN" : host}: ${JSON.stringify(reportJson(new Map(values)))}\n`);
  }

  #show(report: ResultReport, skippedItem: string, okItem: string): void {
    const host = report.delegatedTo === undefined ? report.host : `${report.host} -> ${report.delegatedTo}`;
    this.#diff(report);
    switch (report.status) {
      case "skipped":
        if (this.#showSkipped) this.#line("cyan", `skipping: [${host}]${skippedItem} `);
        return;
      case "ok":
      case "changed":
        this.#line(
          report.status === "ok" ? "green" : "yellow",
          `${report.status}: [${host}]${okItem}${this.#details(report)}`,
        );
        return;
      case "unreachable":
        this.#line("red", `fatal: [${host}]: UNREACHABLE! => ${this.#dump(report)}`);
        return;
      default:
        this.#line(
          "red",
          `${okItem === "" ? "fatal" : "failed"}: [${host}]${okItem === "" ? ": FAILED!" : skippedItem} => ${this.#dump(report)}`,
        );
    }
  }

  #details(report: ResultReport): string {
    const isVerbose = /(^|\.)(debug|assert)$/.test(this.#action);
    if (!isVerbose && this.#verbosity === 0) return "";
    return ` => ${this.#dump(report, isVerbose)}`;
  }

  #dump(report: ResultReport, indented = false): string {
    if (report.result === null) return JSON.stringify({ censored: CENSORED, changed: report.changed });
    const hidden = report.items === undefined ? HIDDEN : [...HIDDEN, "results"];
    const entries = [...report.result].filter(([key]) => !(typeof key === "string" && hidden.includes(key)));
    const data = reportJson(
      new Map(indented ? entries.filter(([key]) => key !== "changed" && key !== "failed") : entries),
    );
    return JSON.stringify(data, undefined, indented ? 4 : undefined);
  }

  #diff(report: ResultReport): void {
    if (!report.diff || !report.changed || report.result === null) return;
    const text = diffText(report.result.get("diff"));
    if (text !== "") this.#output.write(`${text}\n`);
  }

  #line(colour: Colour, text: string): void {
    this.#output.write(`${this.#paint(colour, text)}\n`);
  }

  #banner(text: string): void {
    const stars = "*".repeat(Math.max(3, Math.min(79, this.#output.width - 1) - text.length - 1));
    this.#output.write(`\n${text} ${stars}\n`);
  }
}

const HIDDEN: readonly string[] = ["invocation", "diff", "exception", "warnings", "deprecations"];

function recapLine(host: string, stats: HostStats): string {
  const part = (name: string, value: number): string => `${name}=${String(value).padEnd(4)}`;
  const counts = [
    part("ok", stats.ok),
    part("changed", stats.changed),
    part("unreachable", stats.unreachable),
    part("failed", stats.failed),
    part("skipped", stats.skipped),
    part("rescued", stats.rescued),
    part("ignored", stats.ignored),
  ];
  return `${host.padEnd(26)} : ${counts.join(" ")}`;
}
