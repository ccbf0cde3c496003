import { defineModule, type Shown } from "../kit/define-module.ts";
import { constraints, options } from "./options.ts";
import { type AclEntry, type Change, plan } from "./plan.ts";

export default defineModule({
  name: "proxmox_acl",
  summary: "Grant and revoke roles on paths",
  description: [
    "Sees to it that users, groups or tokens have (or have not) roles on a path. Entries the task does not name are left alone.",
    "A token with privilege separation needs its own entries, and its user the same rights.",
  ],
  options,
  constraints,
  returns: {
    path: { type: "str", returned: "always", description: "The path the entries are on.", sample: "/vms/101" },
  },
  read: (client) => client.get<readonly AclEntry[]>("/access/acl"),
  plan,
  show,
  async apply(client, _args, change) {
    const { kind, path, type, ugid, roles, propagate } = change;
    await client.put("/access/acl", {
      path,
      roles: roles.join(","),
      [`${type}s`]: ugid,
      propagate,
      delete: kind === "revoke" ? true : undefined,
    });
    return {};
  },
  result: (_current, { path }) => ({ path }),
});

function show({ kind, path, type, ugid, roles, propagate, before }: Change): Shown {
  const key = (roleid: string): string => `${path} ${type} ${ugid} ${roleid}`;
  const flag = (value: boolean): string => (value ? "propagate" : "this path only");
  const found = new Map(before.map((entry) => [entry.roleid, flag(entry.propagate === 1)]));
  return {
    before: Object.fromEntries(roles.map((roleid) => [key(roleid), found.get(roleid) ?? null])),
    after: Object.fromEntries(roles.map((roleid) => [key(roleid), kind === "grant" ? flag(propagate) : null])),
  };
}
