import type { Value } from "../../core/values.ts";
import { diffText } from "./diff-text.ts";
import { reportJson } from "./json-value.ts";
import { CENSORED } from "./jsonl.ts";
import type { Output } from "./output.ts";
import type { Reporter, ResultReport, RetryReport, Status, TaskStart } from "./reporter.ts";
import { type Colour, painter } from "./style.ts";

/** Modules whose output is a command's, shown as it is. */
const COMMANDS = /^(ansible\.(builtin|legacy)\.)?(command|shell|raw)$/;

const WORDS: Readonly<Record<Status, { readonly word: string; readonly colour: Colour }>> = {
  ok: { word: "SUCCESS", colour: "green" },
  changed: { word: "CHANGED", colour: "yellow" },
  failed: { word: "FAILED", colour: "red" },
  ignored: { word: "FAILED", colour: "red" },
  rescued: { word: "FAILED", colour: "red" },
  skipped: { word: "SKIPPED", colour: "cyan" },
  unreachable: { word: "UNREACHABLE", colour: "red" },
};

/** One block a host with what a single module did, in the form of Ansible's ad hoc command; `oneLine` gives each a line. */
export class MinimalReporter implements Reporter {
  readonly #output: Output;
  readonly #oneLine: boolean;
  readonly #verbosity: number;
  readonly #paint: (colour: Colour, text: string) => string;
  #action = "";

  constructor(output: Output, options: { readonly oneLine: boolean; readonly verbosity: number }) {
    this.#output = output;
    this.#oneLine = options.oneLine;
    this.#verbosity = options.verbosity;
    this.#paint = painter(output.color);
  }

  playbookStart(): void {
    // There is none.
  }

  playStart(): void {
    // The hosts speak for themselves.
  }

  noHosts(): void {
    this.warning("No hosts matched, nothing to do");
  }

  noHostsLeft(): void {
    // Each has said why.
  }

  taskStart(task: TaskStart): void {
    this.#action = task.action;
  }

  itemResult(report: ResultReport): void {
    this.result(report);
  }

  result(report: ResultReport): void {
    const { word, colour } = WORDS[report.status];
    const diff = report.diff && report.result !== null ? diffText(report.result.get("diff")) : "";
    if (diff !== "") this.#output.write(`${diff}\n`);
    this.#output.write(`${this.#paint(colour, this.#text(report, word))}\n`);
  }

  retry({ host, left }: RetryReport): void {
    this.#output.note(`${host}: not there yet, ${left} tries left\n`);
  }

  progress(host: string, text: string): void {
    if (this.#output.isTerminal) this.#output.note(`${host}: ${text}\n`);
  }

  included(): void {
    // The tasks report.
  }

  notified(): void {
    // There are no handlers.
  }

  warning(message: string): void {
    this.#output.note(`${this.#paint("magenta", `[WARNING]: ${message}`)}\n`);
  }

  recap(): void {
    // The hosts have said it all.
  }

  #text(report: ResultReport, word: string): string {
    const { host, result, status } = report;
    if (status === "skipped") return `${host} | SKIPPED`;
    const isCommand = COMMANDS.test(this.#action) && status !== "unreachable" && result !== null;
    if (isCommand && result.has("rc")) return this.#command(host, word, result);
    const mark = status === "ok" || status === "changed" ? "" : "!";
    return `${host} | ${word}${mark} => ${this.#json(report)}`;
  }

  #command(host: string, word: string, result: ReadonlyMap<Value, Value>): string {
    const part = (key: string): string => {
      const value = result.get(key);
      return typeof value === "string" ? value : "";
    };
    const start = `${host} | ${word} | rc=${JSON.stringify(reportJson(result.get("rc") ?? -1))}`;
    if (!this.#oneLine) return `${start} >>\n${part("stdout")}${part("stderr")}${part("msg")}`;
    const line = (text: string): string => text.replaceAll("\n", "\\n").replaceAll("\r", "\\r");
    const stderr = part("stderr") === "" ? "" : ` (stderr) ${line(part("stderr"))}`;
    return `${start} | (stdout) ${line(part("stdout"))}${stderr}`;
  }

  #json({ result, changed }: ResultReport): string {
    const data = result === null ? { censored: CENSORED, changed } : reportJson(new Map(this.#shown(result)));
    const sorted = sortedKeys(data);
    const lines = JSON.stringify(sorted, undefined, 4);
    // Line ends of values are escaped: those that are left stand between items.
    return this.#oneLine ? lines.replace(/\n */g, "") : lines;
  }

  #shown(result: ReadonlyMap<Value, Value>): readonly (readonly [Value, Value])[] {
    const hidden = new Set<Value>(["diff", "failed", "warnings", "deprecations"]);
    if (this.#verbosity < 3) hidden.add("invocation").add("exception");
    if (/(^|\.)debug$/.test(this.#action)) hidden.add("changed");
    return [...result].filter(([key]) => !hidden.has(key));
  }
}

function sortedKeys(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(sortedKeys);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, sortedKeys(value)]),
  );
}
