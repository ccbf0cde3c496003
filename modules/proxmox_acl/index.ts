import { defineModule, type Shown } from "../kit/define-module.ts";
import type { Change } from "./change.ts";
import { constraints, options } from "./options.ts";
import { plan } from "./plan.ts";
import { read } from "./read.ts";
import { pathsOf } from "./wanted.ts";

export default defineModule({
  name: "proxmox_acl",
  summary: "Grant and revoke roles on paths",
  description: [
    "Sees to it that users, groups or tokens have (or have not) roles on paths. Entries the task does not name are left alone, unless it says C(state: exact).",
    "A token with privilege separation needs its own entries, and its user the same rights.",
    "Changes that would take from the credential in use its own right to change the path are refused.",
  ],
  options,
  constraints,
  returns: {
    path: { type: "str", returned: "when one path was named", description: "The path.", sample: "/vms/101" },
    paths: { type: "list", returned: "always", description: "The paths the entries are on.", sample: ["/vms/101"] },
  },
  read,
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
  result(_current, args) {
    const paths = pathsOf(args);
    return args.path === undefined ? { paths } : { path: paths[0], paths };
  },
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
