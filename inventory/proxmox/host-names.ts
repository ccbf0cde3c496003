import { HintedError } from "../../core/errors.ts";
import type { GuestRecord } from "./guest-vars.ts";

/** How guests of one name are told apart. */
export interface NamingPolicy {
  readonly duplicates: "suffix" | "first" | "error";
  readonly warn: (message: string) => void;
}

/**
 * An inventory name for each guest. Of guests that would have one name, all are called `name-vmid`, or only the one of the
 * lowest vmid is kept, or it is an error. @throws HintedError GUEST_AMBIGUOUS
 */
export function uniqueNames(
  names: ReadonlyMap<GuestRecord, string>,
  { duplicates, warn }: NamingPolicy,
): ReadonlyMap<GuestRecord, string> {
  const byName = new Map<string, GuestRecord[]>();
  for (const [record, name] of names) byName.set(name, [...(byName.get(name) ?? []), record]);
  const unique = new Map<GuestRecord, string>();
  for (const [name, records] of byName) {
    const sorted = records.toSorted((a, b) => a.guest.vmid - b.guest.vmid);
    const [first, ...others] = sorted;
    if (!first) continue;
    if (others.length === 0) unique.set(first, name);
    else if (duplicates === "error") throw ambiguous(name, sorted);
    else if (duplicates === "first") unique.set(first, name);
    else for (const record of sorted) unique.set(record, `${name}-${record.guest.vmid}`);
    if (others.length > 0) warn(`${sorted.length} guests are called ${name}: ${outcome(name, sorted, duplicates)}`);
  }
  return unique;
}

function outcome(name: string, records: readonly GuestRecord[], duplicates: "suffix" | "first" | "error"): string {
  const vmids = records.map(({ guest }) => guest.vmid);
  if (duplicates === "first") return `only ${vmids[0] ?? ""} is kept`;
  return `they are ${vmids.map((vmid) => `${name}-${vmid}`).join(" and ")} here`;
}

function ambiguous(name: string, records: readonly GuestRecord[]): HintedError {
  const list = records.map(({ guest }) => `${guest.vmid} on ${guest.node}`).join(", ");
  return new HintedError("GUEST_AMBIGUOUS", `${records.length} guests are called ${name}: ${list}`, {
    hint: "Rename one of them, or set 'duplicates' to suffix",
  });
}
