import { HintedError } from "../../core/errors.ts";
import { checkedAclPath } from "../../core/proxmox/access/checked-path.ts";
import type { AclEntry } from "../../core/proxmox/access/effective.ts";
import type { AclArgs } from "./options.ts";

/** An entry a task names, on whichever path. */
export interface Wanted {
  readonly type: AclEntry["type"];
  /** User, group or token id. */
  readonly ugid: string;
  readonly roleid: string;
  readonly propagate: boolean;
}

interface EntrySet {
  readonly roles: readonly string[];
  readonly users?: readonly string[];
  readonly groups?: readonly string[];
  readonly tokens?: readonly string[];
  readonly propagate?: boolean;
}

/** The paths of a task as the server stores them, each once. @throws HintedError OPTION_INVALID */
export function pathsOf({ path, paths }: Pick<AclArgs, "path" | "paths">): readonly string[] {
  return [...new Set([...(path === undefined ? [] : [path]), ...(paths ?? [])].map(checkedAclPath))];
}

/**
 * The entries of a task, each once. @throws HintedError OPTION_MISSING for principals without roles and roles without principals,
 * OPTION_CONFLICT for one entry with two flags
 */
export function wantedEntries(args: AclArgs): readonly Wanted[] {
  const sets: readonly EntrySet[] = [...topLevel(args), ...(args.entries ?? [])];
  const entries = new Map<string, Wanted>();
  for (const entry of sets.flatMap((set) => entriesOf(set, args.propagate))) {
    const key = `${entry.type} ${entry.ugid} ${entry.roleid}`;
    if (entries.has(key) && entries.get(key)?.propagate !== entry.propagate) throw twoFlags(entry);
    entries.set(key, entry);
  }
  return [...entries.values()];
}

/** The set that stands outside `entries`, if there is one. */
function topLevel({ roles, users, groups, tokens }: AclArgs): readonly EntrySet[] {
  const named = [users, groups, tokens].some((names) => names !== undefined);
  if (roles === undefined && !named) return [];
  if (roles === undefined) {
    throw new HintedError("OPTION_MISSING", "Users, groups or tokens are named without 'roles'", {
      hint: "Add 'roles'; to empty a path write 'entries: []' with 'state: exact'",
    });
  }
  return [{ roles, ...(users && { users }), ...(groups && { groups }), ...(tokens && { tokens }) }];
}

function entriesOf(set: EntrySet, fallback: boolean): readonly Wanted[] {
  const { roles, users = [], groups = [], tokens = [], propagate = fallback } = set;
  const principals = [
    ...users.map((ugid) => ({ type: "user" as const, ugid })),
    ...groups.map((ugid) => ({ type: "group" as const, ugid })),
    ...tokens.map((ugid) => ({ type: "token" as const, ugid })),
  ];
  if (principals.length === 0) {
    throw new HintedError("OPTION_MISSING", `The roles ${roles.join(", ")} are given to nobody`, {
      hint: "Add 'users', 'groups' or 'tokens' beside them",
    });
  }
  return principals.flatMap((principal) => roles.map((roleid) => ({ ...principal, roleid, propagate })));
}

function twoFlags({ type, ugid, roleid }: Wanted): HintedError {
  return new HintedError("OPTION_CONFLICT", `${roleid} for ${type} ${ugid} is named with and without 'propagate'`, {
    hint: "Name the entry once",
  });
}
