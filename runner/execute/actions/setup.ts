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
    gather_timeout: { type: "int", default: 10, description: "Seconds for facts that may hang." },
    fact_path: { type: "path", default: "/etc/ansible/facts.d", description: "Folder of the target's own facts." },
  },
  async run({ gather_subset, filter }, call) {
    const target = await call.target();
    const done = await target.exec({ shell: factScript, env: call.environment }, call.signal);
    const facts = collectFacts(done.stdout.toString("utf8"), { subset: gather_subset, filter });
    return resultOf({ changed: false, ansible_facts: facts });
  },
});
