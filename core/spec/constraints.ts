import { HintedError } from "../errors.ts";
import type { Constraints } from "./options.ts";

type Parsed = Readonly<Record<string, unknown>>;

/**
 * Checks the rules over several options, with the meaning of Ansible's `mutually_exclusive`, `required_together`,
 * `required_one_of` and `required_if`.
 * @throws HintedError OPTION_CONFLICT, OPTION_MISSING
 */
export function checkConstraints(constraints: Constraints, args: Parsed): void {
  const given = (name: string): boolean => args[name] !== undefined;
  for (const names of constraints.mutuallyExclusive ?? []) {
    const both = names.filter(given);
    if (both.length > 1) throw conflict(both);
  }
  for (const names of constraints.requiredTogether ?? []) {
    if (names.some(given)) requireAll(names, given, `they are only useful together`);
  }
  for (const names of constraints.requiredOneOf ?? []) {
    if (!names.some(given)) throw missing(names, `one of them is required`);
  }
  for (const [name, value, needed] of constraints.requiredIf ?? []) {
    if (args[name] === value) requireAll(needed, given, `'${name}' is ${JSON.stringify(value)}`);
  }
}

function requireAll(names: readonly string[], given: (name: string) => boolean, because: string): void {
  const absent = names.filter((name) => !given(name));
  if (absent.length > 0) throw missing(absent, because);
}

function conflict(names: readonly string[]): HintedError {
  return new HintedError("OPTION_CONFLICT", `Options ${quoted(names)} exclude each other`, {
    hint: `Keep one of ${quoted(names)}`,
  });
}

function missing(names: readonly string[], because: string): HintedError {
  return new HintedError("OPTION_MISSING", `Missing ${quoted(names)}: ${because}`, {
    hint: `Add ${quoted(names)} to the task`,
  });
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}
