import { HintedError } from "../../../../core/errors.ts";
import { type Result, resultOf } from "../../result.ts";
import { defineAction } from "../action.ts";
import { linesOf } from "../lines.ts";
import { runTool } from "../tool.ts";

/** Databases whose fields are parted by colons; those of the others by blanks. */
const COLON: ReadonlySet<string> = new Set(["passwd", "shadow", "group", "gshadow"]);

/** What `getent` means by its exit codes (its manual page). */
const FAILURES: Readonly<Record<number, string>> = {
  1: "Missing arguments, or database unknown.",
  2: "One or more supplied key could not be found in the database.",
  3: "Enumeration not supported on this database.",
};

/** `getent`: entries of a system database (passwd, group, hosts, services...) as the fact `getent_DATABASE`. */
export const getent = defineAction({
  name: "getent",
  options: {
    database: { type: "str", required: true, description: "Which database." },
    key: { type: "str", default: "", description: "Which entry; all when empty." },
    service: { type: "str", description: "The service of the C library that is to answer." },
    split: { type: "str", description: "What parts the fields." },
    fail_key: { type: "bool", default: true, description: "A missing key is a failure." },
  },
  async run({ database, key, service, split, fail_key }, call): Promise<Result> {
    const words = [database, ...(key === "" ? [] : [key]), ...(service === undefined ? [] : ["-s", service])];
    const { rc, stdout, stderr } = await runTool(call, ["getent", ...words]);
    const fact = `getent_${database}`;
    if (rc === 0) return factResult(fact, entriesOf(stdout, split ?? (COLON.has(database) ? ":" : undefined)));
    const msg = FAILURES[rc] ?? "Unexpected failure!";
    if (rc === 2 && !fail_key) return factResult(fact, { [key]: null }, { msg });
    throw new HintedError("TASK_FAILED", msg, {
      hint: rc === 127 ? "Install getent on the target first" : "Check 'database' and 'key', or set fail_key: false",
      details: { rc, stderr },
    });
  },
});

function factResult(fact: string, entries: Readonly<Record<string, unknown>>, more: object = {}): Result {
  return resultOf({ changed: false, ansible_facts: { [fact]: entries }, ...more });
}

/** Fields of each entry by its first one; of an entry that comes more than once a list of them. */
function entriesOf(output: string, separator: string | undefined): Record<string, readonly unknown[]> {
  const found = new Map<string, string[][]>();
  for (const line of linesOf(output)) {
    const [name = "", ...fields] = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
    found.set(name, [...(found.get(name) ?? []), fields]);
  }
  return Object.fromEntries([...found].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? []) : all]));
}
