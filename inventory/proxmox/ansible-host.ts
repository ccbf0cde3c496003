import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import {
  type Address,
  agentAddresses,
  type AgentInterface,
  containerAddresses,
  type ContainerInterface,
  isReachable,
} from "../../core/proxmox/guest-addresses.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";
import { probeAll } from "./probe-all.ts";

/** A guest's configuration as the API gives it. */
export type GuestConfig = Readonly<Record<string, unknown>>;

/** Milliseconds after which a guest agent is slow enough not to wait for. */
const PATIENCE = 150;

interface HostContext {
  readonly concurrency: number;
  /** Milliseconds for all guest agents that never answer, together. */
  readonly timeout: number;
}

/**
 * Addresses of guests, best first: one question for each running guest, to its agent or about its container. A stopped
 * guest, and one that says it has no agent, is looked up in its cloud-init configuration. Guests that do not answer in time
 * have none.
 */
export async function findAddresses(
  client: ProxmoxClient,
  guests: readonly Guest[],
  { concurrency, timeout }: HostContext,
): Promise<ReadonlyMap<Guest, readonly Address[]>> {
  const probe = (guest: Guest, signal: AbortSignal): Promise<readonly Address[]> => addressesOf(client, guest, signal);
  const found = await probeAll(guests, probe, { concurrency, patience: PATIENCE, timeout });
  return new Map([...found].map(([guest, addresses]) => [guest, order(addresses)]));
}

async function addressesOf(client: ProxmoxClient, guest: Guest, signal: AbortSignal): Promise<readonly Address[]> {
  if (guest.status === "running") {
    try {
      return await liveAddresses(client, guest, signal);
    } catch (error) {
      // "No QEMU guest agent configured", "not running", or not allowed to ask: the configuration may still tell.
      if (!(error instanceof ApiError)) throw error;
    }
  }
  return configuredAddresses(await client.probe<GuestConfig>(`${guestPath(guest)}/config`, signal));
}

async function liveAddresses(client: ProxmoxClient, guest: Guest, signal: AbortSignal): Promise<readonly Address[]> {
  if (guest.type === "lxc") {
    const path = `${guestPath(guest)}/interfaces`;
    return containerAddresses((await client.probe<readonly ContainerInterface[] | null>(path, signal)) ?? []);
  }
  const path = `${guestPath(guest)}/agent/network-get-interfaces`;
  const { result } = await client.probe<{ readonly result?: readonly AgentInterface[] }>(path, signal);
  return agentAddresses(result ?? []);
}

/** Static addresses of `ipconfigN` (VMs) and `netN` (containers). */
export function configuredAddresses(config: GuestConfig): readonly Address[] {
  return Object.keys(config)
    .filter((key) => /^(?:ipconfig|net)\d+$/.test(key))
    .sort()
    .flatMap((key) => String(config[key]).split(","))
    .flatMap((part) => {
      const [, family, ip, prefix] = /^(ip6?)=([0-9a-fA-F:.]+)\/(\d+)$/.exec(part) ?? [];
      if (ip === undefined) return [];
      const kind = family === "ip" ? ("ipv4" as const) : ("ipv6" as const);
      return [{ ip, prefix: Number(prefix), family: kind, interface: "", mac: undefined }];
    });
}

/** IPv4 first; addresses of container bridges inside the guest last, which answer to nobody outside. */
function order(addresses: readonly Address[]): readonly Address[] {
  const rank = (address: Address): number =>
    (/^(?:docker|br-|veth|virbr|cni|flannel|cali|lxc|podman)/.test(address.interface) ? 2 : 0) +
    (address.family === "ipv6" ? 1 : 0);
  return addresses.filter(isReachable).toSorted((a, b) => rank(a) - rank(b));
}
