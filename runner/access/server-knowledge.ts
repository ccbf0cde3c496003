import { HintedError } from "../../core/errors.ts";
import type { KnownGuest } from "../../core/proxmox/access/world.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { type Guest, guestPath, listGuests } from "../../core/proxmox/guests.ts";
import type { PveVersion } from "../../core/proxmox/schema/api-schema.ts";
import type { ServerKnowledge } from "./known-guests.ts";

/** The server's version, as far as rights differ between versions. @throws HintedError PROXMOX_* */
export async function versionOf(client: ProxmoxClient): Promise<PveVersion> {
  const { release } = await client.get<{ readonly release: string }>("/version");
  return Number.parseInt(release, 10) < 9 ? "8.4" : "9.2";
}

/** The guests and vnets the credential sees; configurations are looked up by {@link withConfigs}. @throws HintedError PROXMOX_* */
export async function serverKnowledge(client: ProxmoxClient): Promise<ServerKnowledge> {
  const [guests, vnets] = await Promise.all([
    listGuests(client),
    orNothing(client.get<readonly { readonly vnet: string; readonly zone: string }[]>("/cluster/sdn/vnets")),
  ]);
  return { guests: guests.map(known), zones: new Map((vnets ?? []).map(({ vnet, zone }) => [vnet, zone])) };
}

/** The same with the configurations of the guests that are named, where the credential may read them. */
export async function withConfigs(
  client: ProxmoxClient,
  server: ServerKnowledge,
  named: ReadonlySet<string>,
): Promise<ServerKnowledge> {
  const guests = await Promise.all(
    server.guests.map(async (guest) => {
      if (!named.has(guest.vmid ?? "") && !named.has(guest.name ?? "")) return guest;
      const { node, type, vmid } = guest;
      if (node === undefined || type === undefined) return guest;
      const config = await orNothing(
        client.get<Readonly<Record<string, unknown>>>(`${guestPath({ node, type, vmid: Number(vmid) })}/config`),
      );
      return config ? { ...guest, config: texts(config) } : guest;
    }),
  );
  return { ...server, guests };
}

function known({ vmid, name, type, node, pool }: Guest): KnownGuest {
  return {
    vmid: String(vmid),
    type,
    node,
    ...(name === undefined ? {} : { name }),
    ...(pool === undefined ? {} : { pool }),
  };
}

function texts(config: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      typeof value === "string" || typeof value === "number" ? [[key, String(value)] as const] : [],
    ),
  );
}

/** What the credential may not see stays unknown. */
async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof HintedError && /^PROXMOX_(FORBIDDEN|NOT_FOUND|SERVER_ERROR)$/.test(error.code))
      return undefined;
    throw error;
  }
}
