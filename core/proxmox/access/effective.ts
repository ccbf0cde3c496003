/** An entry of the access control list, as `GET /access/acl` lists it. */
export interface AclEntry {
  readonly path: string;
  readonly type: "user" | "group" | "token";
  /** User, group or token id. */
  readonly ugid: string;
  readonly roleid: string;
  /** 1 when the entry also counts below its path. */
  readonly propagate?: number;
}

/** A user's part in access control. */
export interface AccessUser {
  readonly groups: readonly string[];
  /** Token names, each with whether it has privilege separation. */
  readonly tokens: ReadonlyMap<string, boolean>;
}

/** A pool's members, which its roles reach. */
export interface AccessPool {
  readonly poolid: string;
  readonly vmids: readonly number[];
  readonly storages: readonly string[];
}

/** All that decides who may do what on a cluster. */
export interface AccessModel {
  /** Privileges by role. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  readonly users: ReadonlyMap<string, AccessUser>;
  readonly pools: readonly AccessPool[];
  readonly acl: readonly AclEntry[];
}

/** Privileges, each with whether it also holds below the path. */
export type Privileges = ReadonlyMap<string, boolean>;

/** Roles, each with whether it reaches below the path. */
type Roles = ReadonlyMap<string, boolean>;

const NONE: Roles = new Map();

/** The paths `GET /access/permissions` reports even where no entry and no pool names them. */
const TOP_LEVEL = ["/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms"];

/**
 * All privileges of a user or token (`user@realm!tokenid`) by path; paths without any are left out: what the server answers to
 * `GET /access/permissions` (source: recorded exchanges).
 */
export function effectivePermissions(model: AccessModel, identity: string): ReadonlyMap<string, Privileges> {
  const ofPools = model.pools.flatMap(({ vmids, storages }) => [
    ...vmids.map((vmid) => `/vms/${vmid}`),
    ...storages.map((storage) => `/storage/${storage}`),
  ]);
  const paths = new Set([...TOP_LEVEL, ...model.acl.map(({ path }) => path), ...ofPools]);
  const all = [...paths].map((path) => [path, privilegesOn(model, identity, path)] as const);
  return new Map(all.filter(([, privileges]) => privileges.size > 0));
}

/**
 * The privileges of a user or token on one path. The nearest path with an entry decides, a user's own entry before those of its
 * groups; roles on one path add up; NoAccess takes all; a pool lends its roles to its members; a token with privilege separation
 * has what both it and its user have. root@pam has everything everywhere. Where two groups give one role on one path with
 * different propagation, the server's choice is accidental: here it does not propagate.
 */
export function privilegesOn(model: AccessModel, identity: string, path: string): Privileges {
  if (identity === "root@pam") return new Map((model.roles.get("Administrator") ?? []).map((name) => [name, true]));
  const [userid = "", token] = identity.split("!");
  if (token === undefined) return privilegesOf(model, rolesOn(model, identity, path));
  const separated = model.users.get(userid)?.tokens.get(token);
  if (separated === undefined) return NONE;
  const user = privilegesOn(model, userid, path);
  return separated ? intersection(privilegesOf(model, rolesOn(model, identity, path)), user) : user;
}

function privilegesOf({ roles }: AccessModel, held: Roles): Privileges {
  const privileges = new Map<string, boolean>();
  for (const [role, propagates] of held) {
    for (const name of roles.get(role) ?? []) privileges.set(name, propagates || privileges.get(name) === true);
  }
  return privileges;
}

function intersection(token: Privileges, user: Privileges): Privileges {
  const both = [...token].filter(([name]) => user.has(name));
  return new Map(both.map(([name, propagates]) => [name, propagates && user.get(name) === true]));
}

function rolesOn(model: AccessModel, identity: string, path: string): Roles {
  const own = aclRoles(model, identity, path);
  if (own.has("NoAccess")) return NONE;
  const lent = poolRoles(model, identity, path);
  if (lent.has("NoAccess")) return NONE;
  return new Map([...[...lent].map((role) => [role, false] as const), ...own]);
}

/** Roles that reach the path through the pools it is in. */
function poolRoles(model: AccessModel, identity: string, path: string): ReadonlySet<string> {
  const [, kind, id = "", below] = path.split("/");
  if (below !== undefined || (kind !== "vms" && kind !== "storage")) return new Set();
  const pools = model.pools.filter(({ vmids, storages }) =>
    kind === "vms" ? vmids.includes(Number(id)) : storages.includes(id),
  );
  return new Set(pools.flatMap(({ poolid }) => [...aclRoles(model, identity, `/pool/${poolid}`).keys()]));
}

/** Roles of the nearest path at or above the given one that says anything about the identity. */
function aclRoles(model: AccessModel, identity: string, path: string): Roles {
  for (const place of upwards(path)) {
    const entries = model.acl.filter((entry) => entry.path === place && (place === path || entry.propagate === 1));
    const found = rolesAt(model, identity, entries);
    if (found.size > 0) return found;
  }
  return NONE;
}

function rolesAt({ users }: AccessModel, identity: string, entries: readonly AclEntry[]): Roles {
  const type = identity.includes("!") ? "token" : "user";
  const own = entries.filter((entry) => entry.type === type && entry.ugid === identity);
  if (own.length > 0 || type === "token") return asRoles(own);
  const groups = users.get(identity)?.groups ?? [];
  return asRoles(entries.filter((entry) => entry.type === "group" && groups.includes(entry.ugid)));
}

function asRoles(entries: readonly AclEntry[]): Roles {
  const roles = new Map<string, boolean>();
  for (const { roleid, propagate } of entries) roles.set(roleid, propagate === 1 && roles.get(roleid) !== false);
  return roles;
}

/** `/vms/100`, `/vms`, `/`. */
function upwards(path: string): readonly string[] {
  const parts = path.split("/").filter(Boolean);
  return [...parts.map((_part, index) => `/${parts.slice(0, parts.length - index).join("/")}`), "/"];
}
