import { ApiError } from "../../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../../core/proxmox/client.ts";
import { HintedError } from "../../../core/errors.ts";
import { pickGuest } from "../../../core/proxmox/guests.ts";
import { labelOf } from "./batch.ts";
import type { Kind } from "./kind.ts";
import type { ListedGuest } from "./listed-guest.ts";

/** Guests as they were when a command began. */
export interface Listing {
  readonly client: ProxmoxClient;
  /** Of both kinds. */
  readonly listed: readonly ListedGuest[];
  readonly kind: Kind;
}

/** A new guest's name, and its id where one is asked for. */
export interface Wanted {
  readonly name: string;
  readonly vmid: number | undefined;
}

/** The guest that is there already under the name, and under the id where one is asked for. @throws HintedError GUEST_AMBIGUOUS */
export function existingGuest(wanted: Wanted, { client, listed, kind }: Listing): Promise<ListedGuest | undefined> {
  const candidates = listed.filter(
    ({ type, vmid }) => type === kind.type && (wanted.vmid === undefined || vmid === wanted.vmid),
  );
  return pickGuest(client, candidates, { name: wanted.name });
}

/**
 * Refuses an id that another guest has, of whatever kind. The server says of any id whether it is taken
 * (`GET /cluster/nextid?vmid=`), also to those who may not see the guest. @throws HintedError USAGE
 */
export async function refuseTakenId({ name, vmid }: Wanted, listing: Listing): Promise<void> {
  if (vmid === undefined) return;
  const { client, listed } = listing;
  const holder = listed.find((guest) => guest.vmid === vmid);
  if (!holder) {
    if (await isFree(client, vmid)) return;
    throw taken(vmid, `by a guest that ${client.identity} may not see`);
  }
  if (await existingGuest({ name, vmid }, listing)) return;
  throw taken(vmid, `by ${holder.name ?? labelOf(holder)} on ${holder.node}`);
}

async function isFree(client: ProxmoxClient, vmid: number): Promise<boolean> {
  try {
    await client.get("/cluster/nextid", { vmid });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.answer.status === 400) return false;
    throw error;
  }
}

function taken(vmid: number, by: string): HintedError {
  return new HintedError("USAGE", `VMID ${vmid} is taken ${by}`, {
    hint: "Use another --vmid, or leave it out to get a free one",
  });
}
