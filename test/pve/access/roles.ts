import type { PveVersion } from "../../../core/proxmox/schema/api-schema.ts";
import type { State } from "../state.ts";

/** Privileges of PVE 9 that PVE 8 does not have; PVE 8 has `VM.Monitor` in place of the agent's (source: release notes, schema). */
const NEW_IN_9 = [
  "VM.GuestAgent.Audit",
  "VM.GuestAgent.FileRead",
  "VM.GuestAgent.FileSystemMgmt",
  "VM.GuestAgent.FileWrite",
  "VM.GuestAgent.Unrestricted",
  "VM.Replicate",
];

const VM_CONFIG = ["CDROM", "CPU", "Cloudinit", "Disk", "HWType", "Memory", "Network", "Options"].map(
  (name) => `VM.Config.${name}`,
);
const DATASTORE = ["Datastore.Allocate", "Datastore.AllocateSpace", "Datastore.AllocateTemplate", "Datastore.Audit"];
const AGENT_FILES = [
  "VM.GuestAgent.Audit",
  "VM.GuestAgent.FileRead",
  "VM.GuestAgent.FileSystemMgmt",
  "VM.GuestAgent.FileWrite",
];
const VM_USER = [
  "VM.Audit",
  "VM.Backup",
  "VM.Config.CDROM",
  "VM.Config.Cloudinit",
  "VM.Console",
  "VM.PowerMgmt",
  ...AGENT_FILES,
];
const VM_ADMIN = [
  ...VM_USER,
  ...VM_CONFIG,
  "VM.Allocate",
  "VM.Clone",
  "VM.GuestAgent.Unrestricted",
  "VM.Migrate",
  "VM.Replicate",
  "VM.Snapshot",
  "VM.Snapshot.Rollback",
];
const ADMIN = [
  ...VM_ADMIN,
  ...DATASTORE,
  "Group.Allocate",
  "Mapping.Audit",
  "Mapping.Use",
  "Pool.Allocate",
  "Pool.Audit",
  "Realm.AllocateUser",
  "SDN.Allocate",
  "SDN.Audit",
  "SDN.Use",
  "Sys.Audit",
  "Sys.Console",
  "Sys.Syslog",
  "User.Modify",
];
const ROOT_ONLY = [
  "Mapping.Modify",
  "Permissions.Modify",
  "Realm.Allocate",
  "Sys.AccessNetwork",
  "Sys.Incoming",
  "Sys.Modify",
  "Sys.PowerMgmt",
];

/** The built-in roles of PVE 9 (source: roles.json of a 9.2 server). */
const ROLES_9: Readonly<Record<string, readonly string[]>> = {
  Administrator: [...ADMIN, ...ROOT_ONLY],
  NoAccess: [],
  PVEAdmin: ADMIN,
  PVEAuditor: [
    "Datastore.Audit",
    "Mapping.Audit",
    "Pool.Audit",
    "SDN.Audit",
    "Sys.Audit",
    "VM.Audit",
    "VM.GuestAgent.Audit",
  ],
  PVEDatastoreAdmin: DATASTORE,
  PVEDatastoreUser: ["Datastore.AllocateSpace", "Datastore.Audit"],
  PVEMappingAdmin: ["Mapping.Audit", "Mapping.Modify", "Mapping.Use"],
  PVEMappingUser: ["Mapping.Audit", "Mapping.Use"],
  PVEPoolAdmin: ["Pool.Allocate", "Pool.Audit"],
  PVEPoolUser: ["Pool.Audit"],
  PVESDNAdmin: ["SDN.Allocate", "SDN.Audit", "SDN.Use"],
  PVESDNUser: ["SDN.Audit", "SDN.Use"],
  PVESysAdmin: ["Sys.Audit", "Sys.Console", "Sys.Syslog"],
  PVETemplateUser: ["VM.Audit", "VM.Clone"],
  PVEUserAdmin: ["Group.Allocate", "Realm.AllocateUser", "User.Modify"],
  PVEVMAdmin: VM_ADMIN,
  PVEVMUser: VM_USER,
};

/** The built-in roles of a version with their privileges. */
export function builtInRoles(version: PveVersion): ReadonlyMap<string, ReadonlySet<string>> {
  const known = cache.get(version);
  if (known) return known;
  const roles = new Map(
    Object.entries(ROLES_9).map(([role, privileges]) => [role, new Set(translate(privileges, version))]),
  );
  cache.set(version, roles);
  return roles;
}

const cache = new Map<PveVersion, ReadonlyMap<string, ReadonlySet<string>>>();

/** On PVE 8 the agent is reached with `VM.Monitor`, which the administrators' roles have. */
function translate(privileges: readonly string[], version: PveVersion): readonly string[] {
  if (version === "9.2") return privileges;
  const kept = privileges.filter((privilege) => !NEW_IN_9.includes(privilege));
  return privileges.includes("VM.GuestAgent.Unrestricted") ? [...kept, "VM.Monitor"] : kept;
}

/** All privileges of a version. */
export function privilegesOf(version: PveVersion): ReadonlySet<string> {
  return builtInRoles(version).get("Administrator") ?? new Set();
}

/** A role's privileges, built-in or custom; undefined when there is no such role. */
export function rolePrivileges(state: State, role: string): ReadonlySet<string> | undefined {
  return builtInRoles(state.version).get(role) ?? state.roles.get(role);
}
