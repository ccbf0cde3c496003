import { isDict, type Value } from "../../core/values.ts";
import type { HostStats } from "../execute/stats.ts";
import { diffText } from "./diff-text.ts";
import { reportJson } from "./json-value.ts";
import type { Output } from "./output.ts";
import type { PlayStart, Reporter, ResultReport, RetryReport, Status, TaskStart } from "./reporter.ts";
import { type Colour, humanTime, painter } from "./style.ts";

const COLOURS: Readonly<Record<Status, Colour>> = {
  ok: "green",
  changed: "yellow",
  failed: "red",
  unreachable: "red",
  skipped: "cyan",
  ignored: "magenta",
  rescued: "magenta",
};

const MARKS: Readonly<Record<Status, string>> = {
  ok: "ok",
  changed: "changed",
  failed: "FAILED",
  unreachable: "UNREACHABLE",
  skipped: "skipped",
  ignored: "failed, ignored",
  rescued: "failed, rescued",
};

/** Options of the report for people. */
export interface HumanOptions {
  readonly verbosity: number;
  readonly showSkipped: boolean;
}

/** A report for people: a line a task with what it did on how many hosts, and the whole story of what failed. */
export class HumanReporter implements Reporter {
  readonly #output: Output;
  readonly #options: HumanOptions;
  readonly #paint: (colour: Colour, text: string) => string;
  readonly #started = performance.now();
  #open: OpenTask | undefined;

  constructor(output: Output, options: HumanOptions) {
    this.#output = output;
    this.#options = options;
    this.#paint = painter(output.color);
  }

  playbookStart(): void {
    // The plays say what is going on.
  }

  playStart(play: PlayStart): void {
    this.#closeTask();
    const hosts = play.hosts.length === 1 ? (play.hosts[0] ?? "") : `${play.hosts.length} hosts`;
    const mode = play.check ? this.#paint("cyan", " (check mode: nothing is changed)") : "";
    this.#output.write(`\n${this.#paint("bold", play.name)}  ${this.#paint("gray", `on ${hosts}`)}${mode}\n`);
  }

  noHosts(): void {
    this.#output.write("  no hosts match: nothing to do\n");
  }

  noHostsLeft(): void {
    this.#closeTask();
    this.#output.write("  no hosts left\n");
  }

  taskStart(task: TaskStart): void {
    this.#closeTask();
    this.#open = { task, started: performance.now(), results: [], notes: [], left: task.hosts };
  }

  itemResult(report: ResultReport): void {
    const isWorthSaying = report.status === "failed" || report.status === "changed" || this.#options.verbosity > 0;
    const shown = this.#says(report);
    if (isWorthSaying || shown !== "")
      this.#note(report, ` ${valueText(report.item ?? null)}${shown === "" ? "" : `: ${shown}`}`);
  }

  result(report: ResultReport): void {
    const open = this.#open;
    if (!open) return this.#write(report, "");
    open.results.push(report);
    if (report.items === undefined || report.status === "failed") this.#note(report, this.#says(report));
    if (open.results.length >= open.left) this.#closeTask();
  }

  retry({ host, left }: RetryReport): void {
    if (this.#options.verbosity > 0) this.#output.note(`    ${host}: not there yet, ${left} tries left\n`);
  }

  progress(host: string, text: string): void {
    if (this.#output.isTerminal) this.#output.note(`    ${host}: ${text}\n`);
  }

  included(name: string): void {
    if (this.#options.verbosity > 0) this.#output.write(this.#paint("gray", `  included ${name}\n`));
  }

  notified(): void {
    // Handlers show up when they run.
  }

  warning(message: string): void {
    this.#output.note(`${this.#paint("magenta", "warning:")} ${message}\n`);
  }

  recap(hosts: ReadonlyMap<string, HostStats>, custom: ReadonlyMap<string, ReadonlyMap<Value, Value>>): void {
    this.#closeTask();
    this.#output.write(
      `\n${this.#paint("bold", "Recap")}  ${this.#paint("gray", `after ${humanTime(performance.now() - this.#started)}`)}\n`,
    );
    const width = Math.max(0, ...[...hosts.keys()].map((host) => host.length));
    for (const [host, stats] of hosts) this.#output.write(`  ${host.padEnd(width)}  ${this.#counts(stats)}\n`);
    for (const [host, values] of custom) {
      this.#output.write(`  ${host === "_run" ? "run" : host}: ${JSON.stringify(reportJson(new Map(values)))}\n`);
    }
  }

  #counts(stats: HostStats): string {
    const part = (name: keyof HostStats, colour: Colour): string =>
      stats[name] === 0 ? "" : this.#paint(colour, `${stats[name]} ${name}`);
    const parts = [
      part("ok", "green"),
      part("changed", "yellow"),
      part("skipped", "cyan"),
      part("rescued", "magenta"),
      part("ignored", "magenta"),
      part("failed", "red"),
      part("unreachable", "red"),
    ];
    return parts.filter((text) => text !== "").join(", ") || "nothing done";
  }

  /** What a result has to say beside its status: messages, diffs, why it failed. */
  #says(report: ResultReport): string {
    if (report.noLog || report.result === null) return "";
    const diff = report.diff ? indent(diffText(report.result.get("diff")), "      ") : "";
    if (report.status === "skipped") return "";
    if (report.status !== "ok" && report.status !== "changed") return `${diff}${failureText(report.result)}`;
    const data =
      this.#options.verbosity > 0
        ? indent(JSON.stringify(reportJson(new Map(report.result)), undefined, 2), "      ")
        : "";
    return `${debugText(report, this.#open?.task.action ?? "")}${diff === "" ? "" : `\n${diff}`}${data === "" ? "" : `\n${data}`}`;
  }

  #note(report: ResultReport, text: string): void {
    if (text !== "") this.#open?.notes.push({ report, text });
  }

  #closeTask(): void {
    const open = this.#open;
    this.#open = undefined;
    if (!open || open.results.length === 0) return;
    const statuses = new Set(open.results.map(({ status }) => status));
    if (statuses.size === 1 && statuses.has("skipped") && !this.#options.showSkipped) return;
    const title = open.task.isHandler ? `${open.task.title} (handler)` : open.task.title;
    const elapsed = performance.now() - open.started;
    const short = inlineText(open);
    const inline = short === "" ? "" : this.#paint("gray", `: ${short}`);
    const time = elapsed >= 500 ? `  ${this.#paint("gray", humanTime(elapsed))}` : "";
    this.#output.write(`  ${this.#summary(open.results)}  ${title}${inline}${this.#where(open)}${time}\n`);
    for (const { report, text } of inline === "" ? open.notes : []) this.#write(report, text);
  }

  #write(report: ResultReport, text: string): void {
    const host = this.#paint(COLOURS[report.status], report.host);
    this.#output.write(`      ${host}${/^[\n ]/.test(text) ? "" : ": "}${text.trimEnd()}\n`);
  }

  #where(open: OpenTask): string {
    const origin = open.task.origin;
    const hasFailed = open.results.some(({ status }) => status === "failed" || status === "unreachable");
    return hasFailed && origin ? this.#paint("gray", `  ${origin.file}:${origin.line}`) : "";
  }

  #summary(results: readonly ResultReport[]): string {
    const counts = new Map<Status, number>();
    for (const { status } of results) counts.set(status, (counts.get(status) ?? 0) + 1);
    if (results.length === 1 || counts.size === 1) {
      const [status = "ok"] = counts.keys();
      const times = results.length > 1 ? ` x${results.length}` : "";
      return this.#paint(COLOURS[status], (MARKS[status] + times).padEnd(8));
    }
    return [...counts].map(([status, count]) => this.#paint(COLOURS[status], `${count} ${MARKS[status]}`)).join(", ");
  }
}

interface OpenTask {
  readonly task: TaskStart;
  readonly started: number;
  readonly results: ResultReport[];
  readonly notes: { readonly report: ResultReport; readonly text: string }[];
  /** Hosts that run it. */
  readonly left: number;
}

/** What a task of one host has to say when it fits on the task's own line; empty otherwise. */
function inlineText({ results, notes }: OpenTask): string {
  const [note, second] = notes;
  if (!note || second || results.length !== 1 || note.text.includes("\n") || note.text.startsWith(" item")) return "";
  const isFine = note.report.status === "ok" || note.report.status === "changed";
  return isFine && note.text.length <= 100 ? note.text.trim() : "";
}

/** What debug prints, and what an assertion was told to say: that is what they are for. */
function debugText({ result }: ResultReport, action: string): string {
  if (result === null) return "";
  const message = result.get("msg");
  if (/(^|\.)assert$/.test(action))
    return typeof message === "string" && message !== "All assertions passed" ? message : "";
  if (!/(^|\.)debug$/.test(action)) return "";
  const entries = [...result].filter(([key]) => key !== "changed" && key !== "failed" && !isLoopKey(key, result));
  return entries
    .map(([key, value]) => (key === "msg" ? valueText(value) : `${String(reportJson(key))} = ${valueText(value)}`))
    .join(" ");
}

function isLoopKey(key: Value, result: ReadonlyMap<Value, Value>): boolean {
  const loopVar = result.get("ansible_loop_var");
  return (
    loopVar !== undefined &&
    (key === loopVar ||
      key === "ansible_loop_var" ||
      key === result.get("ansible_index_var") ||
      key === "ansible_index_var" ||
      key === "ansible_loop")
  );
}

function failureText(result: ReadonlyMap<Value, Value>): string {
  const message = result.get("msg");
  const lines = [valueText(message ?? "failed without a message")];
  for (const key of ["stderr", "module_stderr", "stdout"]) {
    const text = result.get(key);
    if (typeof text === "string" && text.trim() !== "") lines.push(`${key}: ${text.trim()}`);
  }
  const origin = result.get("origin");
  if (typeof origin === "string") lines.push(`at ${origin}`);
  return lines.join("\n        ");
}

function valueText(value: Value): string {
  if (typeof value === "string") return value.includes("\n") ? `\n${indent(value, "        ")}` : value;
  const data = reportJson(value);
  const short = JSON.stringify(data);
  return short.length <= 100 || !(Array.isArray(value) || isDict(value))
    ? short
    : `\n${indent(JSON.stringify(data, undefined, 2), "        ")}`;
}

function indent(text: string, by: string): string {
  return text === "" ? "" : text.replace(/^/gm, by).trimEnd();
}
