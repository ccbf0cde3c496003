import { HintedError } from "../../../core/errors.ts";
import { resultOf } from "../result.ts";
import { defineAction } from "./action.ts";
import { factScript } from "./fact-script.ts";
import { collectFacts } from "./facts.ts";

/** `setup`: facts of the target, as far as a POSIX shell can tell them. */
export const setup = defineAction({
  name: "setup",
  options: {
    gather_subset: {
      type: "list",
      elements: "str",
      default: ["all"],
      description: "Groups of facts; '!' leaves one out.",
    },
    filter: { type: "list", elements: "str", default: [], description: "Patterns of the names of facts to keep." },
    gather_timeout: {
      type: "int",
      default: 10,
      min: 1,
      description: "Seconds for facts that may hang (file systems).",
    },
    fact_path: { type: "path", description: "Folder of the target's own facts; refused, they are not read." },
  },
  async run({ gather_subset, filter, gather_timeout, fact_path }, call) {
    if (fact_path !== undefined) throw localFacts();
    const target = await call.target();
    const shell = `limit=${gather_timeout}\n${factScript}`;
    const done = await target.exec({ shell, env: call.environment }, call.signal);
    const facts = collectFacts(done.stdout.toString("utf8"), { subset: gather_subset, filter });
    return resultOf({ changed: false, ansible_facts: facts });
  },
});

function localFacts(): HintedError {
  return new HintedError(
    "OPTION_UNSUPPORTED",
    "'fact_path' is given, but a target's own facts (ansible_local) are not read",
    {
      hint: "Leave it out, and read the files with slurp and from_json where they are needed",
    },
  );
}
