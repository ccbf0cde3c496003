import { type Grant, heldBy, isBelow, isPool } from "./grants.ts";
import { type AclPath, firstMissing, partsOf, type Requirement } from "./requirement.ts";

/** One privilege on one path. */
interface Pair {
  readonly privilege: string;
  readonly at: AclPath;
}

/** What a plan comes to. */
export interface MinimalGrants {
  readonly grants: readonly Grant[];
  /** What no grant can give. */
  readonly impossible: readonly Extract<Requirement, { kind: "root" }>[];
}

/**
 * The fewest and weakest privileges that meet all requirements: none of them can be taken away.
 * `isNew` tells of what is left open (the `below` of a path) whether it is made by the work itself, and so is none of the objects
 * that other paths name; what may be one of those gets its privileges together with them, because an entry on the nearer path would
 * take away what is inherited.
 */
export function minimalGrants(requirements: readonly Requirement[], isNew: (what: string) => boolean): MinimalGrants {
  const parts = [...new Map(requirements.flatMap(partsOf).map((part) => [JSON.stringify(part), part])).values()];
  const impossible = parts.filter((part) => part.kind === "root");
  const needed = parts.filter((part) => part.kind !== "root");
  const grants = withoutSpare(fold(choose(needed), isNew), needed);
  return { grants, impossible };
}

/** Settles alternatives, those with the fewest first: what is there already decides before what would come cheapest. */
function choose(needed: readonly Requirement[]): readonly Pair[] {
  const open = needed.map((part) => ways(part)).toSorted((a, b) => a.length - b.length);
  const chosen = new Map<string, Pair>();
  for (const alternatives of open) {
    const costs = alternatives.map((way) =>
      way.reduce((sum, pair) => sum + (chosen.has(keyOf(pair)) ? 0 : weight(pair)), 0),
    );
    const best = alternatives[costs.indexOf(Math.min(...costs))] ?? [];
    for (const pair of best) chosen.set(keyOf(pair), pair);
  }
  return [...chosen.values()];
}

function keyOf({ privilege, at }: Pair): string {
  return JSON.stringify([privilege, at.path, at.below ?? null]);
}

/** The sets of pairs of which each meets a requirement. */
function ways(requirement: Requirement): readonly (readonly Pair[])[] {
  switch (requirement.kind) {
    case "privileges":
      return requirement.paths.flatMap((at) => requirement.oneOf.map((privilege) => [{ privilege, at }]));
    case "any":
      return requirement.parts.flatMap(ways);
    case "all":
      return requirement.parts
        .map(ways)
        .reduce<readonly (readonly Pair[])[]>(
          (before, next) => before.flatMap((left) => next.map((right) => [...left, ...right])),
          [[]],
        );
    case "root":
      return [];
  }
}

/** How much power a privilege gives, where one of several would do. */
const WEIGHTS: readonly (readonly [RegExp, number])[] = [
  [/^Permissions\.Modify$|^Sys\.Modify$/, 20],
  [/^Datastore\.Allocate$|Unrestricted$/, 10],
  [/\.Audit$/, 1],
  [/\.Rollback$/, 1.5],
  [/\.Allocate$|\.Modify$/, 4],
];

function weight({ privilege }: Pair): number {
  return WEIGHTS.find(([pattern]) => pattern.test(privilege))?.[1] ?? 2;
}

interface Entry {
  readonly path: string;
  readonly propagate: boolean;
  readonly privileges: Set<string>;
  /** For what is left open below the path: whether it may be an object that another path names. */
  mayBeNamed: boolean;
}

/** Pairs by path; what a propagating path may stand for itself is not named again below it. */
function fold(pairs: readonly Pair[], isNew: (what: string) => boolean): readonly Grant[] {
  const entries = new Map<string, Entry>();
  for (const { privilege, at } of pairs) {
    const propagate = at.below !== undefined && !isPool(at.path);
    const key = `${at.path} ${propagate ? "below" : "only"}`;
    const entry = entries.get(key) ?? { path: at.path, propagate, privileges: new Set<string>(), mayBeNamed: false };
    entry.privileges.add(privilege);
    if (at.below !== undefined && !isNew(at.below)) entry.mayBeNamed = true;
    entries.set(key, entry);
  }
  const sorted = [...entries.values()].toSorted((a, b) => a.path.length - b.path.length);
  const kept: Entry[] = [];
  for (const entry of sorted) {
    const above = kept.find(
      (other) => other.propagate && (other.path === entry.path || isBelow(entry.path, other.path)),
    );
    if (above?.mayBeNamed && above.path !== entry.path) for (const name of entry.privileges) above.privileges.add(name);
    else kept.push(entry);
  }
  return kept.map(({ path, propagate, privileges }) => ({ path, propagate, privileges: [...privileges].toSorted() }));
}

/** Takes away, one at a time, what can be spared. */
function withoutSpare(grants: readonly Grant[], needed: readonly Requirement[]): readonly Grant[] {
  const named = byPrivilege(needed);
  let kept = grants;
  for (const { path, propagate, privileges } of grants) {
    for (const privilege of privileges) {
      const fewer = without(kept, { path, propagate }, privilege);
      const held = heldBy(fewer);
      const concerned = (named.get(privilege) ?? []).filter(({ paths }) => paths.some((at) => isAtOrBelow(at, path)));
      if (concerned.every(({ part }) => !firstMissing(part, held))) kept = fewer;
    }
  }
  return kept.toSorted((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : Number(a.propagate) - Number(b.propagate),
  );
}

function isAtOrBelow(path: string, above: string): boolean {
  return path === above || isBelow(path, above);
}

interface Named {
  readonly part: Requirement;
  readonly paths: readonly string[];
}

/** Requirements by the privileges they name: what a plan of many guests asks for one of them concerns no other. */
function byPrivilege(needed: readonly Requirement[]): ReadonlyMap<string, readonly Named[]> {
  const found = new Map<string, Named[]>();
  for (const part of needed) {
    const pairs = ways(part).flat();
    const named = { part, paths: [...new Set(pairs.map(({ at }) => at.path))] };
    for (const name of new Set(pairs.map(({ privilege }) => privilege))) {
      const others = found.get(name);
      if (others) others.push(named);
      else found.set(name, [named]);
    }
  }
  return found;
}

function without(
  grants: readonly Grant[],
  { path, propagate }: Pick<Grant, "path" | "propagate">,
  privilege: string,
): readonly Grant[] {
  return grants
    .map((grant) =>
      grant.path === path && grant.propagate === propagate
        ? { ...grant, privileges: grant.privileges.filter((name) => name !== privilege) }
        : grant,
    )
    .filter(({ privileges }) => privileges.length > 0);
}
