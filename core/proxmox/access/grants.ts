import type { AclPath, Held } from "./requirement.ts";

/** Privileges given on a path. */
export interface Grant {
  readonly path: string;
  /** Whether they also count below the path. */
  readonly propagate: boolean;
  /** Sorted. */
  readonly privileges: readonly string[];
}

/** Whether a path is that of a pool, whose privileges its members have whether or not they propagate. */
export function isPool(path: string): boolean {
  return path.startsWith("/pool/");
}

/** What grants let their holder do: the nearest path with an entry decides, as on the server. */
export function heldBy(grants: readonly Grant[]): Held {
  const byPath = new Map<string, Grant[]>();
  for (const grant of grants) byPath.set(grant.path, [...(byPath.get(grant.path) ?? []), grant]);
  return (privilege, { path, below }: AclPath) => {
    for (const place of upwards(path)) {
      const isOwn = place === path && (below === undefined || isPool(path));
      const entries = (byPath.get(place) ?? []).filter(({ propagate }) => propagate || isOwn);
      if (entries.length > 0) return entries.some(({ privileges }) => privileges.includes(privilege));
    }
    return false;
  };
}

/** `/vms/100`, `/vms`, `/`. */
export function upwards(path: string): readonly string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return [...parts.map((_part, index) => `/${parts.slice(0, parts.length - index).join("/")}`), "/"];
}

/** Whether a path lies below another. */
export function isBelow(path: string, above: string): boolean {
  return path !== above && path.startsWith(above === "/" ? "/" : `${above}/`);
}
