import { HintedError } from "../../core/errors.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { AccessModel, AclEntry } from "../../core/proxmox/access/effective.ts";
import { accessModel, type ListedRole, type ListedUser } from "../../core/proxmox/access/model.ts";
import type { AclArgs } from "./options.ts";
import type { Current } from "./change.ts";
import { ADMINISTRATIVE } from "./lockout.ts";
import { pathsOf, wantedEntries } from "./wanted.ts";

/** The entries there are, and what decides the caller's own rights when the task might take them. @throws HintedError OPTION_*, PROXMOX_* */
export async function read(client: ProxmoxClient, args: AclArgs): Promise<Current> {
  // What is wrong with the task is said before anything is asked.
  pathsOf(args);
  const seen = client.get<readonly AclEntry[]>("/access/acl");
  const asked = seen.then(async (acl) => {
    if (args.state !== "present") await refuseHidden(client, pathsOf(args), acl);
    return acl;
  });
  if (!concerns(client.identity, args)) return { acl: await asked, caller: undefined };
  const [acl, roles, users] = await Promise.all([
    asked,
    client.get<readonly ListedRole[]>("/access/roles"),
    client.get<readonly ListedUser[]>("/access/users", { full: true }),
  ]);
  const { identity } = client;
  return { acl, caller: { identity, model: withCaller(accessModel({ roles, users, acl }), identity) } };
}

/**
 * The server leaves out of the list what the caller may not change: an entry that is to go would seem to be gone already. Where it
 * shows any entry of a path, it shows them all. @throws HintedError PROXMOX_FORBIDDEN
 */
async function refuseHidden(client: ProxmoxClient, paths: readonly string[], acl: readonly AclEntry[]): Promise<void> {
  if (client.identity === "root@pam") return;
  const unseen = paths.filter((path) => !acl.some((entry) => entry.path === path));
  if (unseen.length === 0) return;
  const own = await client.get<Readonly<Record<string, Readonly<Record<string, number>>>>>("/access/permissions");
  if (own["/access"]?.["Sys.Audit"] !== undefined) return;
  for (const path of unseen) {
    const rights = own[path] ?? (await client.get<typeof own>("/access/permissions", { path }))[path];
    if (rights?.[ADMINISTRATIVE] === undefined) throw hidden(path, client.identity);
  }
}

function hidden(path: string, identity: string): HintedError {
  return new HintedError("PROXMOX_FORBIDDEN", `Whether there are entries on ${path} is hidden from ${identity}`, {
    hint: `Grant ${ADMINISTRATIVE} on ${path} to ${identity} and, when it is a token with privilege separation, to its user`,
  });
}

/** Whether the task might change what the caller may do. Nothing takes rights from root@pam. */
function concerns(identity: string, args: AclArgs): boolean {
  if (identity === "root@pam" || args.force) return false;
  if (args.state === "exact") return true;
  const [userid] = identity.split("!");
  return wantedEntries(args).some(({ type, ugid }) => type === "group" || ugid === identity || ugid === userid);
}

/**
 * Who may not list users does not see its own entry: then it may be in any group, and a token is one with privilege separation
 * where entries name it, as they would mean nothing otherwise. So no right is taken unnoticed.
 */
function withCaller(model: AccessModel, identity: string): AccessModel {
  const [userid = "", token] = identity.split("!");
  const known = model.users.get(userid);
  if (known !== undefined && (token === undefined || known.tokens.has(token))) return model;
  const groups = model.acl.filter(({ type }) => type === "group").map(({ ugid }) => ugid);
  const isSeparated = model.acl.some(({ ugid }) => ugid === identity);
  const user = {
    groups: known?.groups ?? [...new Set(groups)],
    tokens: new Map(token === undefined ? [] : [[token, isSeparated]]),
  };
  return { ...model, users: new Map([...model.users, [userid, user]]) };
}
