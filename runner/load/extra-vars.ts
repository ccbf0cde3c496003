import { HintedError } from "../../core/errors.ts";
import { expandPath, type PathContext } from "../../core/paths.ts";
import { type Dict, isDict, type Value } from "../../core/values.ts";
import { parseKeyValues } from "../compile/key-values.ts";
import type { SourceFiles } from "./source-files.ts";

/**
 * The variables of `-e` options, later ones winning: `@FILE` (YAML or JSON), text that starts with `{` or `[` (the same),
 * else `key=value` words, whose values are text. @throws HintedError USAGE, FILE_NOT_FOUND, YAML_SYNTAX, VAULT_*
 */
export function loadExtraVars(options: readonly string[], files: SourceFiles, context: PathContext): Dict {
  const vars: Dict = new Map();
  for (const option of options) {
    const data = option === "" ? new Map<Value, Value>() : read(option, files, context);
    if (!isDict(data)) {
      throw new HintedError("USAGE", `Extra variables are no dict: ${shown(option)}`, {
        hint: "Write -e name=value, -e '{\"name\": ...}' or -e @FILE",
      });
    }
    for (const [key, value] of data) vars.set(key, value);
  }
  return vars;
}

function read(option: string, files: SourceFiles, context: PathContext): Value {
  if (option.startsWith("@")) return files.yaml(expandPath(option.slice(1), context));
  if (/^[/.]/.test(option)) {
    throw new HintedError("USAGE", `Extra variables look like a file: ${option}`, { hint: `Write -e @${option}` });
  }
  if (/^[[{]/.test(option)) return files.parse(option, "<extra vars>");
  return parseKeyValues(option, false, undefined).named;
}

/** Only the name of a file may be shown: values on the command line are often secrets. */
function shown(option: string): string {
  return option.startsWith("@") ? option : "(given on the command line)";
}
