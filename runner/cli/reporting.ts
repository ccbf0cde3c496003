import type { RunOptions } from "../execute/options.ts";
import type { Prompter } from "../execute/run-state.ts";
import type { Settings } from "../load/settings.ts";
import { LiveReporter } from "../report/live.ts";
import { makeReporter } from "../report/make-reporter.ts";
import type { Output } from "../report/output.ts";
import type { Reporter } from "../report/reporter.ts";
import { StatusLine } from "../report/status-line.ts";
import type { CommandContext } from "./command-context.ts";
import { prompterOf } from "./prompter.ts";
import { wantsColor } from "./wants-color.ts";

interface Surroundings {
  readonly context: CommandContext;
  readonly options: RunOptions;
  readonly settings: Settings;
}

/** How a run talks to the person who started it. */
interface Reporting {
  readonly reporter: Reporter;
  readonly prompter: Prompter;
  /** Prints a line for that person. */
  readonly say: (line: string) => void;
}

/** Forms of reports that are data: nothing else may come between. */
const DATA: ReadonlySet<string> = new Set(["json", "jsonl", "junit", "ansible.posix.json", "ansible.posix.jsonl"]);

/** The report of a run in a form, on a terminal with a status below it, and who asks questions meanwhile. */
export function reporting(form: string | undefined, { context, options, settings }: Surroundings): Reporting {
  const output: Output = {
    write: context.write,
    note: (text) => context.say(text.replace(/\n$/, "")),
    isTerminal: context.isTerminal,
    color: wantsColor(context),
    get width() {
      return process.stdout.columns || 80;
    },
  };
  const wanted = { verbosity: options.verbosity, showSkipped: settings.displaySkippedHosts };
  const prompter = prompterOf(context);
  if (!context.isTerminal || context.env["TERM"] === "dumb" || DATA.has(form ?? "")) {
    return { reporter: makeReporter(form, { output, ...wanted }), prompter, say: context.say };
  }
  const line = new StatusLine(output);
  const above = line.output;
  return {
    reporter: new LiveReporter(makeReporter(form, { output: above, ...wanted }), line),
    say: (text) => above.note(`${text}\n`),
    prompter: {
      isInteractive: prompter.isInteractive,
      ask: (question, how) => line.away(() => prompter.ask(question, how)),
      waitForEnter: (question, seconds) => line.away(() => prompter.waitForEnter(question, seconds)),
    },
  };
}
