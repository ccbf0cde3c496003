import type { AclEntry } from "../../core/proxmox/access/effective.ts";
import type { Change, Current } from "./change.ts";
import { checkLockout } from "./lockout.ts";
import type { AclArgs } from "./options.ts";
import { pathsOf, type Wanted, wantedEntries } from "./wanted.ts";

/**
 * Pure: the grants and revocations that are missing, grants first, so that nobody is without rights in between. `propagate` is
 * part of a grant: an entry with the other flag is not there yet.
 * @throws HintedError OPTION_*, ACCESS_LOCKOUT when the caller would lose its own right to change the path
 */
export function plan(current: Current, args: AclArgs): readonly Change[] {
  const wanted = wantedEntries(args);
  const paths = pathsOf(args);
  const changes = paths.flatMap((path) => planPath(current.acl, { path, wanted, state: args.state }));
  const sorted = [
    ...changes.filter(({ kind }) => kind === "grant"),
    ...changes.filter(({ kind }) => kind === "revoke"),
  ];
  if (!args.force) checkLockout(current, sorted);
  return sorted;
}

interface Task {
  readonly path: string;
  readonly wanted: readonly Wanted[];
  readonly state: AclArgs["state"];
}

function planPath(acl: readonly AclEntry[], { path, wanted, state }: Task): readonly Change[] {
  const there = acl.filter((entry) => entry.path === path);
  const found = (entry: Wanted): AclEntry | undefined => there.find((candidate) => isSame(candidate, entry));
  if (state === "absent") {
    return grouped(
      "revoke",
      path,
      wanted.filter((entry) => found(entry) !== undefined).map((entry) => [entry, found(entry)]),
    );
  }
  const missing = wanted.filter((entry) => (found(entry)?.propagate === 1) !== entry.propagate || !found(entry));
  const grants = grouped(
    "grant",
    path,
    missing.map((entry) => [entry, found(entry)]),
  );
  const others = state === "exact" ? there.filter((entry) => !wanted.some((other) => isSame(entry, other))) : [];
  return [
    ...grants,
    ...grouped(
      "revoke",
      path,
      others.map((entry) => [asWanted(entry), entry]),
    ),
  ];
}

type Pair = readonly [entry: Wanted, before: AclEntry | undefined];

/** One change for all roles of a principal that have the same flag. */
function grouped(kind: Change["kind"], path: string, pairs: readonly Pair[]): readonly Change[] {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const [{ type, ugid, propagate }] = pair;
    const key = `${type} ${ugid} ${kind === "grant" ? propagate : ""}`;
    groups.set(key, [...(groups.get(key) ?? []), pair]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const [{ type, ugid, propagate }] = first;
    const before = group.flatMap(([, entry]) => (entry === undefined ? [] : [entry]));
    return [{ kind, path, type, ugid, roles: group.map(([{ roleid }]) => roleid), propagate, before }];
  });
}

function isSame(a: Pick<AclEntry, "type" | "ugid" | "roleid">, b: Pick<AclEntry, "type" | "ugid" | "roleid">): boolean {
  return a.type === b.type && a.ugid === b.ugid && a.roleid === b.roleid;
}

function asWanted({ type, ugid, roleid, propagate }: AclEntry): Wanted {
  return { type, ugid, roleid, propagate: propagate === 1 };
}
