import { fileLookups } from "./files.ts";
import { listLookups } from "./lists.ts";
import type { Lookup, LookupTable } from "./lookup.ts";
import { passwordLookups } from "./password.ts";
import { processLookups } from "./process.ts";
import { sequenceLookups } from "./sequence.ts";
import { tableLookups } from "./tables.ts";
import { variableLookups } from "./variables.ts";

const TABLE: LookupTable = {
  ...fileLookups,
  ...listLookups,
  ...passwordLookups.builtin,
  ...processLookups,
  ...sequenceLookups,
  ...tableLookups,
  ...variableLookups,
};

const byName = new Map<string, Lookup>();
for (const [name, lookup] of Object.entries(TABLE)) {
  for (const prefix of ["", "ansible.builtin.", "ansible.legacy."]) byName.set(prefix + name, lookup);
}
for (const [name, lookup] of Object.entries(passwordLookups.community)) {
  for (const prefix of ["", "community.general."]) byName.set(prefix + name, lookup);
}

/** The lookup of a short or full name; `undefined` when there is none. */
export function lookupNamed(name: string): Lookup | undefined {
  return byName.get(name);
}

/** Whether there is a lookup of that name. */
export function isLookup(name: string): boolean {
  return byName.has(name);
}

/** All names, short and full. */
export function lookupNames(): Iterable<string> {
  return byName.keys();
}
