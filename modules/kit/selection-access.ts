import { type AccessWorld, guestId } from "../../core/proxmox/access/world.ts";
import { unknown } from "../../core/proxmox/access/unknown.ts";
import type { GuestType } from "../../core/proxmox/guests.ts";
import type { Args } from "../../core/spec/options.ts";
import type { guestSelection } from "./guest-selection.ts";

/** A guest a task selects, as far as it is known. */
export interface SelectedGuest {
  /** Vmid, or a mark. */
  readonly vmid: string;
  /** Undefined when nothing tells VM from container. */
  readonly type: GuestType | undefined;
  readonly node: string;
  /** The pool by whose name it was selected. */
  readonly pool: string | undefined;
}

/** Ranges up to this many ids are taken id by id; longer ones as all guests. */
const LONGEST_RANGE = 50;

/** The guests a selection may come to, before anybody has looked. */
export function selectedGuests(world: AccessWorld, args: Args<typeof guestSelection>): readonly SelectedGuest[] {
  const byId = (vmid: string): SelectedGuest => ({ vmid, ...knownOf(world, vmid), pool: undefined });
  const byName = (name: string): SelectedGuest => ({
    vmid: guestId(world, { name }),
    ...knownOf(world, name),
    pool: undefined,
  });
  const { vmid, vmids = [], name, names = [], pool, tag } = args;
  const selected = [
    ...(vmid === undefined ? [] : [byId(String(vmid))]),
    ...vmids.flatMap(expand).map(byId),
    ...[...(name === undefined ? [] : [name]), ...names].map(byName),
    ...(pool === undefined ? [] : [group(unknown(`the guests of pool ${pool}`, `/pool/${pool}`), pool)]),
    ...(tag === undefined ? [] : [group(unknown(`the guests with tag ${tag}`), undefined)]),
  ];
  // A task whose only name for the guest is unknown still means one.
  return selected.length > 0 ? selected : [group(unknown("a guest only a run will tell"), undefined)];
}

function group(vmid: string, pool: string | undefined): SelectedGuest {
  return { vmid, type: undefined, node: unknown("its node"), pool };
}

function knownOf(world: AccessWorld, wanted: string): Pick<SelectedGuest, "type" | "node"> {
  const known = world.guest(wanted);
  return { type: known?.type, node: known?.node ?? unknown("its node") };
}

function expand(text: string): readonly string[] {
  const [, first, last] = /^\s*(\d+)\s*-\s*(\d+)\s*$/.exec(text) ?? [];
  if (first === undefined || last === undefined) return [text];
  const count = Number(last) - Number(first) + 1;
  if (count > LONGEST_RANGE) return [unknown(`guests ${first} to ${last}`)];
  return Array.from({ length: Math.max(0, count) }, (_item, index) => String(Number(first) + index));
}
