import type { GuestType } from "../guests.ts";
import type { PveVersion } from "../schema/api-schema.ts";
import { unknown } from "./unknown.ts";

/** What is known of a guest before a run: from the tasks so far, or from a server that was asked. */
export interface KnownGuest {
  readonly vmid?: string;
  readonly name?: string;
  readonly type?: GuestType;
  readonly node?: string;
  readonly pool?: string;
  readonly config?: Readonly<Record<string, string>>;
  /** A task that ran before made it. */
  readonly isMade?: boolean;
}

/** What is known where a task would run. */
export interface AccessWorld {
  readonly version: PveVersion;
  /** A guest by vmid or name. */
  guest(wanted: string): KnownGuest | undefined;
}

/** How a task names one guest. */
export interface GuestWish {
  readonly vmid?: number | undefined;
  readonly name?: string | undefined;
  readonly pool?: string | undefined;
}

/** The id of the guest a task names; where it is not known, a mark that leads to its pool, or to all guests. */
export function guestId(world: AccessWorld, { vmid, name, pool }: GuestWish): string {
  if (vmid !== undefined) return String(vmid);
  const known = name === undefined ? undefined : world.guest(name);
  if (known?.vmid !== undefined) return known.vmid;
  const home = pool ?? known?.pool;
  return unknown(
    name === undefined ? "a guest without a name" : `guest ${name}`,
    home === undefined ? "" : `/pool/${home}`,
  );
}
