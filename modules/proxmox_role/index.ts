import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { getIfThere } from "../../core/proxmox/get-if-there.ts";
import { defineModule, type Shown } from "../kit/define-module.ts";
import { options, type RoleArgs } from "./options.ts";
import { type Change, type Current, plan } from "./plan.ts";

export default defineModule({
  name: "proxmox_role",
  summary: "Manage roles",
  description: [
    "Makes, changes and removes one role, with exactly the privileges named or with those added.",
    "A privilege the server's version lacks is refused before anything is written, with what took its place.",
  ],
  options,
  returns: { roleid: { type: "str", returned: "always", description: "Name of the role.", sample: "provisioner" } },
  read,
  plan,
  show,
  async apply(client, args, change) {
    switch (change.kind) {
      case "create":
        await client.post("/access/roles", { roleid: args.roleid, privs: change.privs.join(",") });
        return {};
      case "update":
        await client.put(pathOf(args), { privs: change.after.join(",") });
        return {};
      case "remove":
        await client.delete(pathOf(args));
        return {};
    }
  },
  result: (_current, { roleid }) => ({ roleid }),
});

function pathOf({ roleid }: Pick<RoleArgs, "roleid">): string {
  return `/access/roles/${encodeURIComponent(roleid)}`;
}

/** The role and, as the server's own list of all privileges, those of Administrator. */
async function read(client: ProxmoxClient, args: RoleArgs): Promise<Current> {
  const [own, all] = await Promise.all([
    getIfThere<Readonly<Record<string, number>>>(client, pathOf(args)),
    client.get<Readonly<Record<string, number>>>(pathOf({ roleid: "Administrator" })),
  ]);
  return { privs: own && Object.keys(own), known: Object.keys(all).toSorted() };
}

function show(change: Change): Shown {
  switch (change.kind) {
    case "create":
      return { before: { exists: false }, after: { exists: true, privs: change.privs } };
    case "update":
      return { before: { privs: change.before }, after: { privs: change.after } };
    case "remove":
      return { before: { exists: true, privs: change.before }, after: { exists: false } };
  }
}
