import type { Grant } from "./grants.ts";

/** A role that grants ask for. */
export interface PlannedRole {
  readonly roleid: string;
  readonly privileges: readonly string[];
  /** Where it is given. */
  readonly entries: readonly { readonly path: string; readonly propagate: boolean }[];
}

/** One role for each set of privileges, named after the owner and the kind of thing it is given on first. */
export function rolesOfGrants(grants: readonly Grant[], owner: string): readonly PlannedRole[] {
  // Names that begin with PVE are the server's own.
  const prefix = /^pve/i.test(owner) ? `for-${owner}` : owner;
  const bySet = new Map<string, Grant[]>();
  for (const grant of grants) {
    const key = grant.privileges.join(" ");
    bySet.set(key, [...(bySet.get(key) ?? []), grant]);
  }
  const names = new Map<string, number>();
  return [...bySet.values()].map((group) => {
    const [first] = group;
    const base = `${prefix}-${kindOf(first?.path ?? "/")}`;
    const count = (names.get(base) ?? 0) + 1;
    names.set(base, count);
    return {
      roleid: count === 1 ? base : `${base}-${count}`,
      privileges: first?.privileges ?? [],
      entries: group.map(({ path, propagate }) => ({ path, propagate })),
    };
  });
}

function kindOf(path: string): string {
  const kind = path.split("/")[1];
  if (kind === undefined || kind === "") return "root";
  return { vms: "guests", sdn: "networks", pool: "pools" }[kind] ?? kind;
}
