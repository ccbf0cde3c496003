import { reportJson } from "./json-value.ts";
import type { Output } from "./output.ts";
import type { PlayStart, Reporter, ResultReport, TaskStart } from "./reporter.ts";

interface Case {
  readonly play: string;
  readonly name: string;
  readonly seconds: number;
  readonly body: string;
  readonly kind: "passed" | "failure" | "skipped" | "error";
}

/** JUnit XML at the end: a test case for every task on every host, as test dashboards read it. */
export class JunitReporter implements Reporter {
  readonly #output: Output;
  readonly #cases: Case[] = [];
  #play = "";
  #task = "";

  constructor(output: Output) {
    this.#output = output;
  }

  playbookStart(): void {
    // Plays are the suites.
  }

  playStart(play: PlayStart): void {
    this.#play = play.name;
  }

  noHosts(): void {
    // No hosts, no cases.
  }

  noHostsLeft(): void {
    // The failed cases say it.
  }

  taskStart(task: TaskStart): void {
    this.#task = task.title;
  }

  itemResult(): void {
    // A task is one case, whatever it loops over.
  }

  result(report: ResultReport): void {
    this.#cases.push({
      play: this.#play,
      name: `${this.#task} on ${report.host}`,
      seconds: report.duration / 1000,
      ...verdict(report),
    });
  }

  progress(): void {
    // Of no use in data.
  }

  retry(): void {
    // The result tells.
  }

  included(): void {
    // The included tasks follow.
  }

  notified(): void {
    // Handlers show up when they run.
  }

  warning(message: string): void {
    this.#output.note(`warning: ${message}\n`);
  }

  recap(): void {
    const plays = [...new Set(this.#cases.map(({ play }) => play))];
    const suites = plays.map((play) =>
      suite(
        play,
        this.#cases.filter((one) => one.play === play),
      ),
    );
    this.#output.write(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("")}</testsuites>\n`);
  }
}

function verdict(report: ResultReport): Pick<Case, "body" | "kind"> {
  const message = report.result?.get("msg");
  const text = report.noLog
    ? "hidden by no_log"
    : typeof message === "string"
      ? message
      : JSON.stringify(reportJson(message ?? null));
  switch (report.status) {
    case "failed":
      return { kind: "failure", body: text };
    case "unreachable":
      return { kind: "error", body: text };
    case "skipped":
      return { kind: "skipped", body: "" };
    default:
      return { kind: "passed", body: "" };
  }
}

function suite(play: string, cases: readonly Case[]): string {
  const count = (kind: Case["kind"]): number => cases.filter((one) => one.kind === kind).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  const head = `  <testsuite name="${escape(play)}" tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}" time="${seconds.toFixed(3)}">\n`;
  return `${head}${cases.map(testCase).join("")}  </testsuite>\n`;
}

function testCase({ play, name, seconds, body, kind }: Case): string {
  const open = `    <testcase classname="${escape(play)}" name="${escape(name)}" time="${seconds.toFixed(3)}"`;
  if (kind === "passed") return `${open}/>\n`;
  if (kind === "skipped") return `${open}><skipped/></testcase>\n`;
  return `${open}><${kind} message="${escape(body)}"/></testcase>\n`;
}

function escape(text: string): string {
  return text
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, "?")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");
}
