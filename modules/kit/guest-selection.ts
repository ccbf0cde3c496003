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
 * The guests a task names, each once, in the order named; one request, whatever their number.
 * @throws HintedError GUEST_NOT_FOUND (also for a pool, tag or range without guests), GUEST_AMBIGUOUS, OPTION_INVALID
 */
export async function selectGuests(
  client: ProxmoxClient,
  args: Selection,
  type?: GuestType,
): Promise<readonly Guest[]> {
  const listed = await listGuests(client);
  const found = new Map<number, Guest>();
  for (const group of groupsOf(args)) {
    const members = listed.filter(
      (guest) => (type === undefined || guest.type === type) && guest.template !== 1 && group.has(guest),
    );
    if (members.length === 0) throw nobody(client, group.title);
    for (const guest of members) found.set(guest.vmid, guest);
  }
  for (const wanted of singlesOf(args)) {
    const guest = await getGuest(client, listed, { ...wanted, type });
    found.set(guest.vmid, guest);
  }
  return [...found.values()];
}

interface Group {
  readonly title: string;
  has(guest: Guest): boolean;
}

const RANGE = /^\s*(\d+)\s*-\s*(\d+)\s*$/;

function groupsOf({ vmids = [], pool, tag }: Selection): readonly Group[] {
  const ranges = vmids.flatMap((text): readonly Group[] => {
    const [, first, last] = RANGE.exec(text) ?? [];
    return first === undefined
      ? []
      : [{ title: `with an id in ${text}`, has: ({ vmid }) => vmid >= Number(first) && vmid <= Number(last) }];
  });
  return [
    ...ranges,
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

function singlesOf({
  vmid,
  vmids = [],
  name,
  names = [],
}: Selection): readonly ({ readonly vmid: number } | { readonly name: string })[] {
  const single = vmids.filter((text) => !RANGE.test(text));
  const wrong = single.find((text) => !/^\d+$/.test(text));
  if (wrong !== undefined) {
    throw new HintedError("OPTION_INVALID", `'vmids' has '${wrong}', expected an id or a range such as 103-107`, {
      hint: "Use 'names' for names",
    });
  }
  const ids = [...(vmid === undefined ? [] : [vmid]), ...single.map(Number)];
  const all = [...(name === undefined ? [] : [name]), ...names];
  return [...ids.map((id) => ({ vmid: id })), ...all.map((text) => ({ name: text }))];
}

function nobody(client: ProxmoxClient, title: string): HintedError {
  return new HintedError("GUEST_NOT_FOUND", `No guest ${title} is visible to ${client.identity}`, {
    hint: "Check the pool, tag or range; guests without VM.Audit for this credential are not listed",
  });
}
