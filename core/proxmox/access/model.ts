import type { AccessModel, AccessPool, AccessUser, AclEntry } from "./effective.ts";

/** A role as `GET /access/roles` lists it. */
export interface ListedRole {
  readonly roleid: string;
  /** Privileges joined by commas. */
  readonly privs?: string;
}

/** A user as `GET /access/users` lists it with `full`. */
export interface ListedUser {
  readonly userid: string;
  /** Group names joined by commas. */
  readonly groups?: string;
  readonly tokens?: readonly { readonly tokenid: string; readonly privsep?: number }[] | null;
}

/** What the API lists about access, as it lists it. */
export interface ListedAccess {
  readonly roles: readonly ListedRole[];
  readonly users: readonly ListedUser[];
  readonly acl: readonly AclEntry[];
  readonly pools?: readonly AccessPool[];
}

/** The lists of the API as a model to compute permissions from. */
export function accessModel({ roles, users, acl, pools = [] }: ListedAccess): AccessModel {
  return {
    roles: new Map(roles.map(({ roleid, privs = "" }) => [roleid, names(privs)])),
    users: new Map(users.map((user) => [user.userid, accessUser(user)])),
    acl,
    pools,
  };
}

function accessUser({ groups = "", tokens }: ListedUser): AccessUser {
  return {
    groups: names(groups),
    tokens: new Map((tokens ?? []).map(({ tokenid, privsep = 1 }) => [tokenid, privsep === 1])),
  };
}

function names(joined: string): readonly string[] {
  return joined.split(",").filter(Boolean);
}
