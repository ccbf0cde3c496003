import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, listGuests } from "../../core/proxmox/guests.ts";
import { findAddresses } from "./ansible-host.ts";
import { type GuestFacts, readFacts } from "./guest-facts.ts";
import type { GuestRecord } from "./guest-vars.ts";
import type { ProxmoxInventoryArgs } from "./options.ts";

/** A node of the cluster. */
export interface NodeRecord {
  readonly name: string;
  readonly online: boolean;
  /** Its address in the cluster network, when it was asked for. */
  readonly address: string | undefined;
}

/** Everything an inventory is made of; plain data, so that it can be kept in a file. */
export interface Snapshot {
  readonly nodes: readonly NodeRecord[];
  readonly guests: readonly GuestRecord[];
}

interface Listed {
  readonly vmid: number | string;
  readonly name?: string;
  readonly qmpstatus?: string;
}

/**
 * Asks the cluster for nodes and guests, and the guests for their addresses: two requests, up to two for each node whose
 * guests need them (young ones without name, extended statuses), one for each guest, and two more for each with `want_facts`.
 * @throws ApiError, HintedError PROXMOX_*
 */
export async function collect(client: ProxmoxClient, args: ProxmoxInventoryArgs): Promise<Snapshot> {
  const [nodes, resources] = await Promise.all([readNodes(client, args), args.exclude_vms ? [] : listGuests(client)]);
  const guests = resources.filter((guest) => args.include_templates || guest.template !== 1);
  // Of guests on a node that is away nothing can be asked.
  const present = guests.filter(({ status }) => status !== "unknown");
  const lists = await readLists(client, present, args);
  const [addresses, facts] = await Promise.all([
    args.want_ansible_host ? findAddresses(client, present, pace(args)) : new Map<Guest, never>(),
    args.want_facts ? readFacts(client, present, args.facts_concurrency) : new Map<Guest, GuestFacts>(),
  ]);
  return {
    nodes,
    guests: guests.map((guest) => {
      const listed = lists.get(guest.vmid);
      return {
        guest,
        name: guest.name ?? listed?.name ?? `${guest.type === "qemu" ? "VM" : "CT"}${guest.vmid}`,
        addresses: addresses.get(guest) ?? [],
        facts: facts.get(guest),
        qmpStatus: args.qemu_extended_statuses ? listed?.qmpstatus : undefined,
      };
    }),
  };
}

function pace({ facts_concurrency: concurrency, agent_timeout: seconds }: ProxmoxInventoryArgs) {
  return { concurrency, timeout: seconds * 1000 };
}

/** Per-node lists, only where they tell something: names the cluster does not know yet, or QEMU's own statuses. */
async function readLists(
  client: ProxmoxClient,
  guests: readonly Guest[],
  args: ProxmoxInventoryArgs,
): Promise<ReadonlyMap<number, Listed>> {
  const needed = guests.filter(
    ({ name, type }) => name === undefined || (args.qemu_extended_statuses && type === "qemu"),
  );
  const full = args.qemu_extended_statuses ? { full: 1 } : {};
  const paths = new Set(needed.map(({ node, type }) => `/nodes/${encodeURIComponent(node)}/${type}`));
  const lists = await Promise.all(
    [...paths].map((path) => client.get<readonly Listed[]>(path, path.endsWith("/qemu") ? full : {})),
  );
  return new Map(lists.flat().map((listed) => [Number(listed.vmid), listed]));
}

/** Every user may list the nodes; their addresses take Sys.Audit on `/`, and are asked for only when wanted. */
async function readNodes(client: ProxmoxClient, args: ProxmoxInventoryArgs): Promise<readonly NodeRecord[]> {
  if (args.exclude_nodes) return [];
  const [nodes, members] = await Promise.all([
    client.get<readonly { readonly node: string; readonly status?: string }[]>("/nodes"),
    args.want_proxmox_nodes_ansible_host ? client.get<readonly ClusterMember[]>("/cluster/status") : [],
  ]);
  const addresses = new Map(members.filter(({ type }) => type === "node").map(({ name, ip }) => [name, ip]));
  return nodes
    .map(({ node, status }) => ({ name: node, online: status === "online", address: addresses.get(node) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

interface ClusterMember {
  readonly type: string;
  readonly name: string;
  readonly ip?: string;
}
