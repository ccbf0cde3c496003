import { HintedError } from "../../../core/errors.ts";
import { toJson, type Value } from "../../../core/values.ts";

/** Words that mean something else in an expression. */
const KEYWORDS: ReadonlySet<string> = new Set(["true", "false", "none", "True", "False", "None", "not"]);

/** The name when a variable may have it: letters, digits and underscores, no word of the expression language. @throws HintedError OPTION_INVALID */
export function requireVariableName(name: Value): string {
  if (typeof name === "string" && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !KEYWORDS.has(name)) return name;
  throw new HintedError("OPTION_INVALID", `${JSON.stringify(toJson(name))} is not a name for a variable`, {
    hint: "Use letters, digits and underscores, starting with a letter",
  });
}
