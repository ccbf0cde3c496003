import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath } from "../../core/proxmox/guests.ts";
import type { InfoArgs } from "./options.ts";
import { type StorageInfo, storagesOf } from "./storages.ts";

/** An entry of `GET /cluster/resources`. */
interface Resource {
  readonly type: string;
  readonly node?: string;
  readonly status?: string;
  readonly vmid?: number;
  readonly template?: number;
}

/** What a task asked for; what it did not ask for is absent. */
export interface Info {
  readonly version?: unknown;
  readonly nodes?: readonly unknown[];
  readonly guests?: readonly unknown[];
  readonly templates?: readonly unknown[];
  readonly storages?: readonly StorageInfo[];
  readonly tasks?: readonly unknown[];
}

/** Looks everything up at once: one request for the version, one for nodes and guests, one for each node's storages or tasks. */
export async function read(client: ProxmoxClient, args: InfoArgs): Promise<Info> {
  const wants = (kind: InfoArgs["gather"][number]): boolean => args.gather.includes(kind);
  const [version, resources] = await Promise.all([
    wants("version") ? client.get("/version") : undefined,
    client.get<readonly Resource[]>("/cluster/resources"),
  ]);
  const here = resources.filter(({ node }) => args.node === undefined || node === args.node);
  const nodes = here.filter(({ type }) => type === "node");
  const online = nodes.flatMap(({ node, status }) => (node !== undefined && status === "online" ? [node] : []));
  const [guests, storages, tasks] = await Promise.all([
    wants("guests") || wants("templates") ? guestsIn(client, here, args) : [],
    wants("storages") ? Promise.all(online.map((node) => storagesOf(client, node, args))) : [],
    wants("tasks") ? Promise.all(online.map((node) => tasksOf(client, node, args))) : [],
  ]);
  return {
    ...(wants("version") ? { version } : {}),
    ...(wants("nodes") ? { nodes } : {}),
    ...(wants("guests") ? { guests: guests.filter(({ template }) => template !== 1) } : {}),
    ...(wants("templates") ? { templates: guests.filter(({ template }) => template === 1) } : {}),
    ...(wants("storages") ? { storages: storages.flat() } : {}),
    ...(wants("tasks") ? { tasks: tasks.flat() } : {}),
  };
}

async function guestsIn(
  client: ProxmoxClient,
  resources: readonly Resource[],
  args: InfoArgs,
): Promise<readonly Guest[]> {
  const found = resources.filter(isGuest).filter(({ vmid }) => args.vmids === undefined || args.vmids.includes(vmid));
  if (!args.config) return found;
  return Promise.all(
    found.map(async (guest) => ({ ...guest, config: await client.get<unknown>(`${guestPath(guest)}/config`) })),
  );
}

function isGuest(resource: Resource): resource is Resource & Guest {
  return (
    (resource.type === "qemu" || resource.type === "lxc") && resource.vmid !== undefined && resource.node !== undefined
  );
}

async function tasksOf(client: ProxmoxClient, node: string, args: InfoArgs): Promise<readonly unknown[]> {
  return client.get<readonly unknown[]>(`/nodes/${encodeURIComponent(node)}/tasks`, { limit: args.tasks_limit });
}
