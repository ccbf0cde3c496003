import { HintedError } from "../errors.ts";
import type { ProxmoxClient } from "./client.ts";
import type { Connection } from "./connection.ts";

/** The two kinds of guest, by their name in API paths. */
export type GuestType = "qemu" | "lxc";

/** A guest as the cluster's resource list shows it. */
export interface Guest {
  readonly vmid: number;
  readonly node: string;
  readonly type: GuestType;
  /** Absent for a guest younger than the last status broadcast (10 s). */
  readonly name?: string;
  readonly status: string;
  readonly template?: number;
  readonly pool?: string;
  readonly tags?: string;
}

/** How a task names a guest: by vmid, or by a name unique among the guests of its kind. */
export interface GuestName {
  readonly vmid?: number | undefined;
  readonly name?: string | undefined;
  /** Look only among this kind. */
  readonly type?: GuestType | undefined;
}

/** API path of a guest. */
export function guestPath({ node, type, vmid }: Pick<Guest, "node" | "type" | "vmid">): string {
  return `/nodes/${encodeURIComponent(node)}/${type}/${vmid}`;
}

/** A listing that serves several runs. */
interface SharedListing {
  /** Milliseconds. */
  readonly maxAge: number;
  latest: { readonly since: number; readonly guests: Promise<readonly Guest[]> } | undefined;
}

const shared = new WeakMap<Connection, SharedListing>();

/**
 * Lets one listing of guests serve everything that runs on a connection for so many ms. For work on guests that are there before
 * it starts; what makes guests must see its own.
 */
export function shareListing(connection: Connection, maxAge: number): void {
  shared.set(connection, { maxAge, latest: undefined });
}

/** All guests the credential may see, in one request (`GET /cluster/resources?type=vm`), or none where {@link shareListing} says so. */
export async function listGuests(client: ProxmoxClient): Promise<readonly Guest[]> {
  const ask = (): Promise<readonly Guest[]> => client.get<readonly Guest[]>("/cluster/resources", { type: "vm" });
  const sharing = shared.get(client.connection);
  if (!sharing) return ask();
  const now = Date.now();
  if (sharing.latest && now - sharing.latest.since < sharing.maxAge) return sharing.latest.guests;
  const guests = ask();
  sharing.latest = { since: now, guests };
  // A listing that failed serves nobody else.
  guests.catch(() => (sharing.latest = undefined));
  return guests;
}

/**
 * The guest a task means among those listed, or undefined when there is none.
 * The resource list knows names only after up to 10 s, so that unnamed guests are looked up on their node before "none" is said.
 * @throws HintedError GUEST_AMBIGUOUS with the candidates
 */
export async function pickGuest(
  client: ProxmoxClient,
  listed: readonly Guest[],
  wanted: GuestName,
): Promise<Guest | undefined> {
  const guests = listed.filter(({ type }) => wanted.type === undefined || type === wanted.type);
  if (wanted.vmid !== undefined) return guests.find(({ vmid }) => vmid === wanted.vmid);
  const named = guests.filter(({ name }) => name === wanted.name);
  const candidates = named.length > 0 ? named : await amongYoung(client, guests, wanted.name);
  if (candidates.length > 1) throw ambiguous(wanted, candidates);
  return candidates[0];
}

/** {@link pickGuest}, for a guest that must be there. @throws HintedError GUEST_NOT_FOUND, GUEST_AMBIGUOUS */
export async function getGuest(client: ProxmoxClient, listed: readonly Guest[], wanted: GuestName): Promise<Guest> {
  const guest = await pickGuest(client, listed, wanted);
  if (guest) return guest;
  const title = wanted.vmid === undefined ? `named '${wanted.name ?? ""}'` : String(wanted.vmid);
  throw new HintedError("GUEST_NOT_FOUND", `No guest ${title} is visible to ${client.identity}`, {
    hint: "Check the vmid or name; a guest without VM.Audit for this credential is not listed either",
  });
}

async function amongYoung(
  client: ProxmoxClient,
  guests: readonly Guest[],
  name: string | undefined,
): Promise<readonly Guest[]> {
  const young = guests.filter((guest) => guest.name === undefined);
  const lists = await Promise.all(
    [...new Set(young.map(({ node, type }) => `/nodes/${encodeURIComponent(node)}/${type}`))].map((path) =>
      client.get<readonly { readonly vmid: number; readonly name?: string }[]>(path),
    ),
  );
  const ids = new Set(lists.flat().flatMap((entry) => (entry.name === name ? [entry.vmid] : [])));
  return young.filter(({ vmid }) => ids.has(vmid)).map((guest) => (name === undefined ? guest : { ...guest, name }));
}

function ambiguous(wanted: GuestName, candidates: readonly Guest[]): HintedError {
  const list = candidates.map(({ vmid, node }) => `${vmid} on ${node}`).join(", ");
  return new HintedError("GUEST_AMBIGUOUS", `${candidates.length} guests are named '${wanted.name ?? ""}': ${list}`, {
    hint: "Use 'vmid' to say which one",
  });
}
