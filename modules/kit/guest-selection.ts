import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, getGuest, type GuestType, listGuests } from "../../core/proxmox/guests.ts";
import type { Args, Options } from "../../core/spec/options.ts";

/** Options of modules that act on one guest or a group of them. */
export const guestSelection = {
  vmid: { type: "int", min: 100, description: "Id of the guest." },
  name: { type: "str", aliases: ["hostname"], description: "Name of the guest, when it is the only one of that name." },
  vmids: {
    type: "list",
    elements: "str",
    description: "Ids of several guests; a range such as V(103-107) stands for those of them that exist.",
  },
  names: { type: "list", elements: "str", description: "Names of several guests." },
  pool: { type: "str", description: "All guests of a resource pool; templates are left out." },
  tag: { type: "str", description: "All guests with a tag; templates are left out." },
} as const satisfies Options;

type Selection = Args<typeof guestSelection>;

/** At least one way to name a guest must be used. */
export const guestSelectionNeeded: readonly string[] = Object.keys(guestSelection);

/**
 * The guests a task names, each once, in the order named: `vmid`, `vmids`, `name`, `names`, `pool`, `tag`, and in each as it stands
 * there; one request, whatever their number.
 * @throws HintedError GUEST_NOT_FOUND (also for a pool, tag or range without guests), GUEST_AMBIGUOUS, OPTION_INVALID
 */
export async function selectGuests(
  client: ProxmoxClient,
  args: Selection,
  type?: GuestType,
): Promise<readonly Guest[]> {
  const entries = entriesOf(args);
  const listed = await listGuests(client);
  const found = new Map<number, Guest>();
  for (const entry of entries) {
    const guests =
      "has" in entry ? membersOf(entry, listed, type) : [await getGuest(client, listed, { ...entry, type })];
    if (guests.length === 0 && "has" in entry) throw nobody(client, entry.title);
    for (const guest of guests) if (!found.has(guest.vmid)) found.set(guest.vmid, guest);
  }
  return [...found.values()];
}

interface Group {
  readonly title: string;
  has(guest: Guest): boolean;
}

type Entry = Group | { readonly vmid: number } | { readonly name: string };

function membersOf(group: Group, listed: readonly Guest[], type: GuestType | undefined): readonly Guest[] {
  return listed
    .filter((guest) => (type === undefined || guest.type === type) && guest.template !== 1 && group.has(guest))
    .toSorted((a, b) => a.vmid - b.vmid);
}

function entriesOf({ vmid, vmids = [], name, names = [], pool, tag }: Selection): readonly Entry[] {
  return [
    ...(vmid === undefined ? [] : [{ vmid }]),
    ...vmids.map(idOrRange),
    ...[...(name === undefined ? [] : [name]), ...names].map((text) => ({ name: text })),
    ...(pool === undefined ? [] : [{ title: `in pool '${pool}'`, has: (guest: Guest) => guest.pool === pool }]),
    ...(tag === undefined
      ? []
      : [
          {
            title: `with tag '${tag}'`,
            has: (guest: Guest) => (guest.tags ?? "").split(/[;, ]/).includes(tag.toLowerCase()),
          },
        ]),
  ];
}

function idOrRange(text: string): Entry {
  const [, first, last] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(text) ?? [];
  if (first === undefined) {
    throw new HintedError("OPTION_INVALID", `'vmids' has '${text}', expected an id or a range such as 103-107`, {
      hint: "Use 'names' for names",
    });
  }
  if (last === undefined) return { vmid: Number(first) };
  return { title: `with an id in ${text}`, has: ({ vmid }) => vmid >= Number(first) && vmid <= Number(last) };
}

function nobody(client: ProxmoxClient, title: string): HintedError {
  return new HintedError("GUEST_NOT_FOUND", `No guest ${title} is visible to ${client.identity}`, {
    hint: "Check the pool, tag or range; guests without VM.Audit for this credential are not listed",
  });
}
