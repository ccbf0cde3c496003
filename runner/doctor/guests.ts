import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath, listGuests } from "../../core/proxmox/guests.ts";
import { mapPool } from "../execute/pool.ts";

/** A guest with what its node tells of it. */
export interface KnownGuest {
  readonly guest: Guest;
  readonly config: Readonly<Record<string, unknown>>;
  /** Whether a snapshot can be taken now; the node's own word, undefined when it was not told. */
  readonly canSnapshot: boolean | undefined;
}

const AT_ONCE = 16;

/** All guests that can be asked, templates aside: two requests for each. @throws HintedError PROXMOX_* */
export async function knownGuests(client: ProxmoxClient): Promise<readonly KnownGuest[]> {
  const guests = (await listGuests(client)).filter(({ template, status }) => template !== 1 && status !== "unknown");
  const known = await mapPool(guests, AT_ONCE, (guest) => ask(client, guest));
  return known.flatMap((one) => (one === undefined ? [] : [one]));
}

/** A guest that is being destroyed, or whose configuration is not for us, is left out. */
async function ask(client: ProxmoxClient, guest: Guest): Promise<KnownGuest | undefined> {
  const config = await orNothing(client.get<KnownGuest["config"]>(`${guestPath(guest)}/config`));
  if (config === undefined) return undefined;
  const feature = await orNothing(
    client.get<{ readonly hasFeature?: number }>(`${guestPath(guest)}/feature`, { feature: "snapshot" }),
  );
  return {
    guest,
    config,
    canSnapshot: feature?.hasFeature === undefined ? undefined : feature.hasFeature === 1,
  };
}

async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/** `101 web1`. */
export function guestTitle({ vmid, name }: Guest): string {
  return name === undefined ? String(vmid) : `${vmid} ${name}`;
}
