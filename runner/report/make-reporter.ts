import { AnsibleReporter } from "./ansible.ts";
import { HumanReporter } from "./human.ts";
import { JsonReporter } from "./json.ts";
import { JsonlReporter } from "./jsonl.ts";
import { JunitReporter } from "./junit.ts";
import { MinimalReporter } from "./minimal.ts";
import type { Output } from "./output.ts";
import type { Reporter } from "./reporter.ts";

/** The forms of reports. */
export const OUTPUTS = ["human", "ansible", "json", "jsonl", "junit"] as const;

interface ReportOptions {
  readonly output: Output;
  readonly verbosity: number;
  readonly showSkipped: boolean;
}

/** A reporter by the name of its form; a stdout callback of Ansible's that is none of them gets the nearest one. */
export function makeReporter(form: string | undefined, options: ReportOptions): Reporter {
  switch (form) {
    case "ansible":
      return new AnsibleReporter(options.output, options);
    case "json":
    case "ansible.posix.json":
      return new JsonReporter(options.output);
    case "jsonl":
    case "ansible.posix.jsonl":
      return new JsonlReporter(options.output);
    case "junit":
      return new JunitReporter(options.output);
    case "minimal":
      return new MinimalReporter(options.output, { oneLine: false, verbosity: options.verbosity });
    case "oneline":
      return new MinimalReporter(options.output, { oneLine: true, verbosity: options.verbosity });
    default:
      return new HumanReporter(options.output, options);
  }
}
