import type { Services } from "../services.ts";
import type { Guest, GuestKind, State } from "../state.ts";
import { poweredOff } from "./power.ts";

/** A guest to be registered; its configuration is filled in by whoever makes it. */
export interface NewGuest {
  readonly vmid: number;
  readonly kind: GuestKind;
  readonly node: string;
  readonly pool?: string | undefined;
}

/** Registers a new, empty, stopped guest and puts it into its pool. */
export function newGuest(services: Services, { vmid, kind, node, pool }: NewGuest): Guest {
  const guest: Guest = {
    vmid,
    kind,
    node,
    config: new Map(),
    pending: new Map(),
    pendingDelete: new Map(),
    snapshots: new Map(),
    power: poweredOff(),
    createdAt: services.clock.now(),
    firewall: new Map(),
    firewallRules: [],
  };
  services.state.guests.set(vmid, guest);
  if (pool !== undefined) services.state.pools.get(pool)?.vms.add(vmid);
  return guest;
}

/** Forgets a guest, its place in pools and its access control entries, as destroying it does even without `purge`. */
export function removeGuest(state: State, vmid: number): void {
  state.guests.delete(vmid);
  state.acl.delete(`/vms/${vmid}`);
  for (const pool of state.pools.values()) pool.vms.delete(vmid);
}

/** The pool a guest is in. */
export function poolOf(state: State, vmid: number): string | undefined {
  for (const [name, pool] of state.pools) if (pool.vms.has(vmid)) return name;
  return undefined;
}
