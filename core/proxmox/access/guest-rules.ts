import { aclPath, guestAcl } from "./acl-path.ts";
import { any, need, type AclPath, type Requirement } from "./requirement.ts";

/** Whose privileges count for a guest: its own path, and for one that is just being made that of its pool. */
export interface GuestTarget {
  readonly vmid: string;
  readonly paths: readonly [AclPath, ...AclPath[]];
}

/** The guest of a call. */
export function targetOf(vmid: string, pool?: string): GuestTarget {
  const own = guestAcl(vmid);
  return { vmid, paths: pool === undefined || pool === "" ? [own] : [own, poolAcl(pool)] };
}

/** Path of a pool. */
export function poolAcl(pool: string): AclPath {
  return aclPath(`/pool/${pool}`, {});
}

/** One of the privileges on the guest, or on the pool it is made in. */
export function onGuest({ paths }: GuestTarget, ...oneOf: readonly string[]): Requirement {
  return { kind: "privileges", paths, oneOf };
}

/** The right to make a guest: the server refuses without naming anything. */
export function mayAllocate({ paths }: GuestTarget): Requirement {
  return any(...paths.map((path) => need(path, "VM.Allocate")));
}
