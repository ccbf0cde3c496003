import { resultOf } from "../result.ts";
import { defineAction } from "./action.ts";
import { factScript } from "./facts/script.ts";
import { collectFacts } from "./facts/index.ts";
import { localFacts } from "./facts/local.ts";
import { targetPath } from "./files/paths.ts";

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
    fact_path: {
      type: "path",
      default: "/etc/ansible/facts.d",
      description: "Folder of the target's own facts: *.fact files, JSON, INI or programs.",
    },
  },
  async run({ gather_subset, filter, gather_timeout, fact_path }, call) {
    const target = await call.target();
    const shell = `limit=${gather_timeout}\n${factScript}`;
    const done = await target.exec({ shell, env: call.environment }, call.signal);
    const { facts: local, warnings } = await localFacts(call, targetPath(call, target, fact_path));
    const facts = collectFacts(done.stdout.toString("utf8"), { subset: gather_subset, filter, local });
    return resultOf({ changed: false, ansible_facts: facts, ...(warnings.length > 0 ? { warnings } : {}) });
  },
});
