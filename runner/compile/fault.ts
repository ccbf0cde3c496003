import { HintedError, type Origin } from "../../core/errors.ts";
import { isDict, type Value } from "../../core/values.ts";

/** What a value is, in the words of YAML. */
export function kindOf(value: Value | undefined): string {
  if (value === undefined || value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (isDict(value)) return "a mapping";
  return typeof value === "boolean" ? "true or false" : typeof value === "number" ? "a number" : "a text";
}

/** A playbook fault at a place. */
export function syntaxFault(message: string, hint: string, origin: Origin | undefined): HintedError {
  return new HintedError("PLAYBOOK_SYNTAX", message, { hint, origin });
}
