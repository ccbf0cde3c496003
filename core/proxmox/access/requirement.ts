/** Where a privilege is needed. */
export interface AclPath {
  readonly path: string;
  /** What below `path` is meant, when only a run will tell: the privilege must reach down to it. */
  readonly below?: string;
}

/**
 * What a call asks for, in the order in which the server asks.
 * - `privileges`: one of the privileges on one of the paths (the server names the first path when it refuses);
 * - `all`, `any`: every, or one, of the parts;
 * - `root`: no privilege will do, only root@pam in person (or nobody at all).
 */
export type Requirement =
  | { readonly kind: "privileges"; readonly paths: readonly [AclPath, ...AclPath[]]; readonly oneOf: readonly string[] }
  | { readonly kind: "all"; readonly parts: readonly Requirement[] }
  | { readonly kind: "any"; readonly parts: readonly Requirement[] }
  | { readonly kind: "root"; readonly reason: string };

/** Nothing is asked for. */
export const NOTHING: Requirement = { kind: "all", parts: [] };

/** One of the privileges on a path. */
export function need(path: AclPath, ...oneOf: readonly string[]): Requirement {
  return { kind: "privileges", paths: [path], oneOf };
}

/** All the parts; nested ones are flattened. */
export function all(...parts: readonly Requirement[]): Requirement {
  const flat = parts.flatMap((part) => (part.kind === "all" ? part.parts : [part]));
  const [only] = flat;
  return only && flat.length === 1 ? only : { kind: "all", parts: flat };
}

/** One of the parts; those that nobody but root can meet count only when there is no other. */
export function any(...parts: readonly Requirement[]): Requirement {
  const open = parts.filter(({ kind }) => kind !== "root");
  const [first] = parts;
  if (open.length === 0) return first ?? NOTHING;
  return { kind: "any", parts: open };
}

/** Whether a privilege is held on a path. */
export type Held = (privilege: string, path: AclPath) => boolean;

/** The first part that is not met, as the server would refuse it; undefined when all is. */
export function firstMissing(requirement: Requirement, held: Held): Requirement | undefined {
  switch (requirement.kind) {
    case "privileges": {
      const { paths, oneOf } = requirement;
      return paths.some((path) => oneOf.some((privilege) => held(privilege, path))) ? undefined : requirement;
    }
    case "all":
      for (const part of requirement.parts) {
        const missing = firstMissing(part, held);
        if (missing) return missing;
      }
      return undefined;
    case "any":
      return requirement.parts.some((part) => !firstMissing(part, held)) ? undefined : requirement;
    case "root":
      return requirement;
  }
}

/** What the server writes behind `Permission check failed` for a missing part; nothing for alternatives. */
export function refusalText(missing: Requirement): string {
  switch (missing.kind) {
    case "privileges":
      return ` (${missing.paths[0].path}, ${missing.oneOf.join("|")})`;
    case "root":
      return ` (${missing.reason})`;
    case "all":
    case "any":
      return "";
  }
}

/** The parts that are needed one and all. */
export function partsOf(requirement: Requirement): readonly Requirement[] {
  return requirement.kind === "all" ? requirement.parts : [requirement];
}
