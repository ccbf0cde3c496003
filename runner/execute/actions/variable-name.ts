import { HintedError } from "../../../core/errors.ts";
import { toJson, type Value } from "../../../core/values.ts";

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

/** The name when a variable may have it: letters, digits and underscores, no Python keyword. @throws HintedError OPTION_INVALID */
export function requireVariableName(name: Value): string {
  if (typeof name === "string" && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !KEYWORDS.has(name)) return name;
  throw new HintedError("OPTION_INVALID", `${JSON.stringify(toJson(name))} is not a name for a variable`, {
    hint: "Use letters, digits and underscores, starting with a letter",
  });
}
