import type { AclArgs } from "./options.ts";

/** An entry as `GET /access/acl` lists it. */
export interface AclEntry {
  readonly path: string;
  readonly type: "user" | "group" | "token";
  /** User, group or token id. */
  readonly ugid: string;
  readonly roleid: string;
  readonly propagate: number;
}

/** One principal's roles on the path: what `PUT /access/acl` changes in one call. */
export interface Change {
  readonly kind: "grant" | "revoke";
  readonly path: string;
  readonly type: AclEntry["type"];
  readonly ugid: string;
  readonly roles: readonly string[];
  readonly propagate: boolean;
  /** The entries before, for the diff. */
  readonly before: readonly AclEntry[];
}

/** Pure: the grants or revocations that are missing. `propagate` is part of a grant: an entry with the other flag is not there yet. */
export function plan(current: readonly AclEntry[], args: AclArgs): readonly Change[] {
  const path = normalPath(args.path);
  return principals(args).flatMap(({ type, ugid }) => {
    const own = current.filter((entry) => entry.path === path && entry.type === type && entry.ugid === ugid);
    const roles = args.roles.filter((roleid) => isPending(own, roleid, args));
    const before = own.filter(({ roleid }) => roles.includes(roleid));
    const kind = args.state === "present" ? ("grant" as const) : ("revoke" as const);
    return roles.length === 0 ? [] : [{ kind, path, type, ugid, roles, propagate: args.propagate, before }];
  });
}

function isPending(own: readonly AclEntry[], roleid: string, args: AclArgs): boolean {
  const entry = own.find((candidate) => candidate.roleid === roleid);
  if (args.state === "absent") return entry !== undefined;
  return entry === undefined || (entry.propagate === 1) !== args.propagate;
}

function principals(args: AclArgs): readonly { readonly type: AclEntry["type"]; readonly ugid: string }[] {
  return [
    ...(args.users ?? []).map((ugid) => ({ type: "user" as const, ugid })),
    ...(args.groups ?? []).map((ugid) => ({ type: "group" as const, ugid })),
    ...(args.tokens ?? []).map((ugid) => ({ type: "token" as const, ugid })),
  ];
}

/** The server stores `vms//100/` as `/vms/100`. */
function normalPath(path: string): string {
  return `/${path.split("/").filter(Boolean).join("/")}`;
}
