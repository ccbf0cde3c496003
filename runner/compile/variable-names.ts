import { type Dict, toJson, type Value } from "../../core/values.ts";
import { originOf, originOfKey } from "../../core/yaml/index.ts";
import { syntaxFault } from "./fault.ts";

/** Words that mean something else in an expression. */
const WORDS: ReadonlySet<string> = new Set([
  "False",
  "None",
  "True",
  "and",
  "false",
  "if",
  "in",
  "is",
  "none",
  "not",
  "or",
  "true",
]);

/** Whether a variable may have the name. */
export function isVariableName(name: Value): name is string {
  return typeof name === "string" && /^[A-Za-z_]\w*$/.test(name) && !WORDS.has(name);
}

/** Refuses variables nobody could name in an expression. @throws HintedError PLAYBOOK_SYNTAX at the name */
export function checkVariableNames(vars: Dict): void {
  for (const name of vars.keys()) {
    if (isVariableName(name)) continue;
    throw syntaxFault(
      `${JSON.stringify(toJson(name))} is not a name for a variable`,
      "Use letters, digits and underscores, starting with a letter",
      originOfKey(vars, name) ?? originOf(vars),
    );
  }
}
