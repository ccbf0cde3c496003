import { HintedError } from "../../core/errors.ts";
import type { NodeRecord } from "./collect.ts";
import type { GuestRecord } from "./guest-vars.ts";

/** How machines of one name are told apart. */
export interface NamingPolicy {
  readonly duplicates: "suffix" | "first" | "error";
  readonly warn: (message: string) => void;
}

/** Nodes and guests with the names they would like to have, or have. */
export interface HostNames {
  readonly nodes: ReadonlyMap<NodeRecord, string>;
  readonly guests: ReadonlyMap<GuestRecord, string>;
}

/** A node or a guest. */
interface Machine {
  readonly record: NodeRecord | GuestRecord;
  readonly wanted: string;
  /** `node pve1`, `guest 101`. */
  readonly title: string;
  /** What is put behind its name to tell it apart. */
  readonly suffix: string;
  /** Nodes come first, guests by their vmids. */
  readonly rank: number;
}

/**
 * An inventory name for each node and guest, never one for two. Of machines that would have one name, a node keeps it and the others
 * are called `name-vmid` (or `name-node`), with the suffix again while that name is another's; or only the first is kept, a node
 * before guests and those by vmid; or it is an error. @throws HintedError GUEST_AMBIGUOUS
 */
export function uniqueNames({ nodes, guests }: HostNames, policy: NamingPolicy): HostNames {
  const machines = [
    ...[...nodes].map(([record, wanted]) => nodeMachine(record, wanted)),
    ...[...guests].map(([record, wanted]) => guestMachine(record, wanted)),
  ];
  const byName = new Map<string, Machine[]>();
  for (const machine of machines) byName.set(machine.wanted, [...(byName.get(machine.wanted) ?? []), machine]);
  const names = new Map<Machine["record"], string>();
  const taken = new Set(byName.keys());
  for (const [name, same] of byName) {
    const sorted = same.toSorted((a, b) => a.rank - b.rank);
    if (sorted.length > 1 && policy.duplicates === "error") throw ambiguous(name, sorted);
    for (const [machine, own] of told(name, sorted, policy.duplicates)) {
      const free = own === name ? own : freeName(own, machine, taken);
      taken.add(free);
      names.set(machine.record, free);
    }
    if (sorted.length > 1) policy.warn(`${countOf(sorted)} are called ${name}: ${outcome(sorted, names)}`);
  }
  const kept = <R extends Machine["record"]>(records: ReadonlyMap<R, string>): ReadonlyMap<R, string> =>
    new Map([...records.keys()].flatMap((record) => pairOf(record, names.get(record))));
  return { nodes: kept(nodes), guests: kept(guests) };
}

function pairOf<R>(record: R, name: string | undefined): readonly (readonly [R, string])[] {
  return name === undefined ? [] : [[record, name]];
}

function nodeMachine(record: NodeRecord, wanted: string): Machine {
  return { record, wanted, title: `node ${record.name}`, suffix: record.name, rank: 0 };
}

function guestMachine(record: GuestRecord, wanted: string): Machine {
  const { vmid } = record.guest;
  return { record, wanted, title: `guest ${vmid}`, suffix: String(vmid), rank: vmid };
}

/** The names of machines that would all have one. */
function told(
  name: string,
  sorted: readonly Machine[],
  duplicates: NamingPolicy["duplicates"],
): readonly (readonly [Machine, string])[] {
  const [first, second] = sorted;
  if (!first) return [];
  if (!second || duplicates === "first") return [[first, name]];
  // A node's name is its own in the whole cluster: a guest that takes it does not rename the node.
  const keeps = first.rank === 0 && second.rank > 0;
  return sorted.map((machine) => [machine, keeps && machine === first ? name : `${name}-${machine.suffix}`]);
}

function freeName(name: string, { suffix }: Machine, taken: ReadonlySet<string>): string {
  let free = name;
  while (taken.has(free)) free = `${free}-${suffix}`;
  return free;
}

function countOf(machines: readonly Machine[]): string {
  const areGuests = machines.every(({ rank }) => rank > 0);
  return `${machines.length} ${areGuests ? "guests" : "machines"}`;
}

function outcome(machines: readonly Machine[], names: ReadonlyMap<Machine["record"], string>): string {
  return machines
    .map(({ record, title }) => {
      const name = names.get(record);
      return name === undefined ? `${title} is left out` : `${title} is ${name} here`;
    })
    .join(", ");
}

function ambiguous(name: string, machines: readonly Machine[]): HintedError {
  const list = machines.map(({ record, title }) => ("guest" in record ? `${title} on ${record.guest.node}` : title));
  return new HintedError("GUEST_AMBIGUOUS", `${countOf(machines)} are called ${name}: ${list.join(", ")}`, {
    hint: "Rename one of them, or set 'duplicates' to suffix",
  });
}
