import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { Change, Target } from "./plan.ts";

/** Privileges that together open one way, on one path. */
interface Way {
  readonly path: string;
  readonly privileges: readonly string[];
}

/**
 * Tells before anything is sent that the credential may not: the server looks at an upload's rights only when all of it has arrived,
 * and check mode would never learn it. The rights asked for are those of the API schema's calls.
 * @throws HintedError PROXMOX_FORBIDDEN
 */
export async function checkPrivileges(
  client: ProxmoxClient,
  target: Target,
  changes: readonly Change[],
): Promise<void> {
  const { storage, node } = target;
  const storageWay = (privilege: string): Way => ({ path: `/storage/${storage}`, privileges: [privilege] });
  const isSent = changes.some(({ kind }) => kind !== "remove");
  if (isSent) await need(client, [storageWay("Datastore.AllocateTemplate")]);
  if (changes.some(({ kind }) => kind === "remove")) await need(client, [storageWay("Datastore.Allocate")]);
  if (changes.some(({ kind }) => kind === "download")) {
    const network = { path: `/nodes/${node}`, privileges: ["Sys.AccessNetwork"] };
    await need(client, [network, { path: "/", privileges: ["Sys.Audit", "Sys.Modify"] }]);
  }
}

/** Requires one of the ways to be open, the first to be named when none is. */
async function need(client: ProxmoxClient, ways: readonly [Way, ...Way[]]): Promise<void> {
  for (const way of ways) if (await isOpen(client, way)) return;
  const [{ path, privileges }] = ways;
  const { identity } = client;
  const isToken = identity.includes("!");
  const both = isToken ? " (a token with privilege separation needs it, and its user too)" : "";
  const names = privileges.join(" and ");
  throw new HintedError("PROXMOX_FORBIDDEN", `${identity} lacks ${names} on ${path}`, {
    hint: `Grant it${both}: pveum acl modify ${path} --${isToken ? "tokens" : "users"} '${identity}' --roles ROLE`,
  });
}

async function isOpen(client: ProxmoxClient, { path, privileges }: Way): Promise<boolean> {
  const granted = await client.get<Readonly<Record<string, Readonly<Record<string, unknown>>>>>("/access/permissions", {
    path,
  });
  return privileges.every((privilege) => granted[path]?.[privilege] !== undefined);
}
