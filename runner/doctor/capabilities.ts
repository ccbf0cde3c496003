/** Privileges by path, as `GET /access/permissions` answers: 1 where they reach below the path. */
export type Permissions = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Something people want to do. */
interface Capability {
  readonly title: string;
  /** The path below which it is done. */
  readonly root: string;
  /** All of them are needed; of those in a list, one. */
  readonly privileges: readonly (string | readonly string[])[];
}

const CAPABILITIES: readonly Capability[] = [
  { title: "see guests", root: "/vms", privileges: ["VM.Audit"] },
  { title: "start and stop guests", root: "/vms", privileges: ["VM.PowerMgmt"] },
  { title: "configure guests", root: "/vms", privileges: ["VM.Config.Options", "VM.Config.Memory", "VM.Config.CPU"] },
  { title: "make and destroy guests", root: "/vms", privileges: ["VM.Allocate"] },
  { title: "clone guests", root: "/vms", privileges: ["VM.Clone"] },
  { title: "take snapshots", root: "/vms", privileges: ["VM.Snapshot"] },
  { title: "roll back", root: "/vms", privileges: [["VM.Snapshot", "VM.Snapshot.Rollback"]] },
  { title: "back up guests", root: "/vms", privileges: ["VM.Backup"] },
  { title: "migrate guests", root: "/vms", privileges: ["VM.Migrate"] },
  {
    title: "ask guest agents",
    root: "/vms",
    privileges: [["VM.GuestAgent.Audit", "VM.GuestAgent.Unrestricted", "VM.Monitor"]],
  },
  { title: "put disks on storages", root: "/storage", privileges: ["Datastore.AllocateSpace"] },
  { title: "upload images", root: "/storage", privileges: ["Datastore.AllocateTemplate"] },
  { title: "use networks", root: "/sdn", privileges: ["SDN.Use"] },
  { title: "see nodes", root: "/nodes", privileges: ["Sys.Audit"] },
  { title: "grant rights", root: "/access", privileges: ["Permissions.Modify"] },
];

/** What a credential may do, and where: everywhere, on some paths, or nowhere. */
export interface Ability {
  readonly title: string;
  readonly where: "everywhere" | readonly string[];
}

/** What a credential with these permissions may do. */
export function abilities(permissions: Permissions): readonly Ability[] {
  return CAPABILITIES.map(({ title, root, privileges }) => {
    const has = (path: string, reach: number): boolean => {
      const held = permissions[path] ?? {};
      return privileges.every((one) => [one].flat().some((name) => (held[name] ?? -1) >= reach));
    };
    if (has(root, 1)) return { title, where: "everywhere" };
    const inPools = root === "/vms" || root === "/storage";
    const below = Object.keys(permissions).filter(
      (path) => path.startsWith(`${root}/`) || (inPools && path.startsWith("/pool/")),
    );
    return { title, where: below.filter((path) => has(path, 0)).toSorted() };
  });
}

/** Abilities as lines of text, those of one reach together; a single line where there is nothing to tell apart. */
export function abilityLines(list: readonly Ability[]): readonly string[] {
  if (list.every(({ where }) => where === "everywhere")) return ["may do all everyday things, everywhere"];
  const groups = new Map<string, string[]>();
  for (const { title, where } of list) {
    const reach = where === "everywhere" ? "may, everywhere" : where.length === 0 ? "may not" : `may, on ${few(where)}`;
    groups.set(reach, [...(groups.get(reach) ?? []), title]);
  }
  const order = (reach: string): number => (reach === "may, everywhere" ? 0 : reach === "may not" ? 2 : 1);
  return [...groups]
    .toSorted(([a], [b]) => order(a) - order(b))
    .map(([reach, titles]) => `${reach}: ${titles.join(", ")}`);
}

const SHOWN = 4;

function few(paths: readonly string[]): string {
  const more = paths.length - SHOWN;
  return paths.slice(0, SHOWN).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
