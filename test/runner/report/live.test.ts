import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LiveReporter } from "../../../runner/report/live.ts";
import { makeReporter } from "../../../runner/report/make-reporter.ts";
import type { Output } from "../../../runner/report/output.ts";
import type { Reporter, TaskStart } from "../../../runner/report/reporter.ts";
import { StatusLine } from "../../../runner/report/status-line.ts";
import { pveplayBundle } from "../../helpers/pveplay-bundle.ts";

/** What a terminal shows after these characters. */
function screen(text: string): readonly string[] {
  const lines = [""];
  let column = 0;
  for (const [token] of text.matchAll(/\u001B\[K|\u001B\[\d*m|[^]/g)) {
    const line = lines.at(-1) ?? "";
    if (token === "\n") {
      lines.push("");
      column = 0;
    } else if (token === "\r") column = 0;
    else if (token === "\u001B[K") lines[lines.length - 1] = line.slice(0, column);
    else if (!token.startsWith("\u001B")) {
      lines[lines.length - 1] = line.slice(0, column) + token + line.slice(column + 1);
      column += 1;
    }
  }
  return lines;
}

interface Stage {
  readonly reporter: LiveReporter;
  readonly line: StatusLine;
  readonly output: Output;
  /** Passes so many milliseconds. */
  readonly pass: (time: number) => void;
  readonly text: () => string;
}

function stage(width = 80): Stage {
  let text = "";
  let now = 0;
  const write = (more: string): void => {
    text += more;
  };
  const output: Output = { write, note: write, isTerminal: true, color: false, width };
  const line = new StatusLine(output);
  const inner = makeReporter("ansible", { output: line.output, verbosity: 0, showSkipped: true });
  const reporter = new LiveReporter(inner, line, () => now);
  return {
    reporter,
    line,
    output: line.output,
    pass(time) {
      now += time;
      reporter.refresh();
    },
    text: () => text,
  };
}

function task(names: readonly string[]): TaskStart {
  return { title: "wait for it", action: "command", isHandler: false, origin: undefined, hosts: names.length, names };
}

function finish(reporter: Reporter, host: string): void {
  reporter.result({
    task: task([host]),
    host,
    delegatedTo: undefined,
    status: "ok",
    result: new Map(),
    changed: false,
    noLog: false,
    diff: false,
    duration: 1,
  });
}

describe("LiveReporter", () => {
  test("shows the task, the hosts that are done, the time, and what is awaited", () => {
    const { reporter, pass, text } = stage();
    reporter.taskStart(task(["a", "b", "c"]));
    finish(reporter, "b");
    pass(5200);
    expect(screen(text()).at(-1)).toBe("  5.2 s  wait for it  1/3 hosts  waiting for a, c");
  });

  test("names three of many hosts", () => {
    const { reporter, pass, text } = stage();
    reporter.taskStart(task(["a", "b", "c", "d", "e"]));
    pass(1000);
    expect(screen(text()).at(-1)).toBe("  1.0 s  wait for it  0/5 hosts  waiting for a, b, c and 2 more");
  });

  test("tells what a module says of long work", () => {
    const { reporter, pass, text } = stage();
    reporter.taskStart(task(["a"]));
    reporter.progress("a", "40 % copied");
    pass(1000);
    expect(screen(text()).at(-1)).toBe("  1.0 s  wait for it  waiting for a (40 % copied)");
  });

  test("keeps quiet about short tasks", () => {
    const { reporter, pass, text } = stage();
    reporter.taskStart(task(["a"]));
    pass(300);
    expect(screen(text()).at(-1)).toBe("");
  });

  test("cuts the status to the width of the terminal", () => {
    const { reporter, pass, text } = stage(20);
    reporter.taskStart(task(["a"]));
    pass(1000);
    expect(screen(text()).at(-1)).toBe("  1.0 s  wait for i");
  });

  test("leaves nothing of the status when the run is over", () => {
    const live = stage();
    const plain = stage();
    for (const { reporter, pass } of [live, plain]) {
      reporter.taskStart(task(["a", "b"]));
      if (reporter === live.reporter) pass(1000);
      reporter.warning("careful");
      finish(reporter, "a");
      if (reporter === live.reporter) pass(1000);
      finish(reporter, "b");
      reporter.recap(new Map(), new Map());
    }
    expect(live.text()).not.toBe(plain.text());
    expect(screen(live.text())).toEqual(screen(plain.text()));
  });
});

describe("StatusLine", () => {
  test("is away while a question is asked", async () => {
    const { line, output, text } = stage();
    line.show("status");
    await line.away(async () => {
      output.write("Name? \n");
      line.show("other status");
    });
    expect(screen(text())).toEqual(["Name? ", "other status"]);
  });
});

const SCRIPT = "/usr/bin/script";

describe("pveplay run on a terminal", () => {
  if (!existsSync(SCRIPT)) process.stderr.write("NO script(1): the status line is NOT tested on a terminal\n");

  test.skipIf(!existsSync(SCRIPT))("shows what is awaited, and in the end only what a pipe gets", async () => {
    const bundle = await pveplayBundle();
    const folder = mkdtempSync(join(tmpdir(), "pveplay-live-"));
    writeFileSync(
      join(folder, "p.yml"),
      "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - command: sleep 1.5\n      changed_when: false\n    - debug: {msg: done}\n",
    );
    const command = `${process.execPath} ${bundle} run p.yml --output ansible 2>/dev/null`;
    const run = (program: string, args: readonly string[]): Promise<string> =>
      new Promise((done, fail) => {
        const env = { PATH: process.env["PATH"], HOME: folder, TERM: "xterm", NO_COLOR: "1" };
        execFile(program, [...args], { cwd: folder, env }, (error, stdout) => (error ? fail(error) : done(stdout)));
      });
    const piped = await run("/bin/sh", ["-c", command]);
    const shown = (await run(SCRIPT, ["-qec", command, "/dev/null"])).replaceAll("\r\n", "\n");
    expect(shown).toMatch(/\d s {2}command {2}waiting for localhost/);
    expect(piped).not.toContain("waiting for");
    expect(screen(shown)).toEqual(screen(piped));
  });
});
