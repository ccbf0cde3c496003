import { getIfThere } from "../../core/proxmox/get-if-there.ts";
import { defineModule, type Shown } from "../kit/define-module.ts";
import { type GroupArgs, options } from "./options.ts";
import { type Change, type Group, plan } from "./plan.ts";

export default defineModule({
  name: "proxmox_group",
  summary: "Manage groups of users",
  description: ["Makes, changes and removes one group. Who belongs to it is said by its users (see proxmox_user)."],
  options,
  returns: { groupid: { type: "str", returned: "always", description: "Name of the group.", sample: "ops" } },
  read: (client, args) => getIfThere<Group>(client, pathOf(args)),
  plan,
  show,
  async apply(client, args, change) {
    switch (change.kind) {
      case "create":
        await client.post("/access/groups", { groupid: args.groupid, comment: change.comment });
        return {};
      case "comment":
        await client.put(pathOf(args), { comment: change.after });
        return {};
      case "remove":
        await client.delete(pathOf(args));
        return {};
    }
  },
  result: (_current, { groupid }) => ({ groupid }),
});

function pathOf({ groupid }: GroupArgs): string {
  return `/access/groups/${encodeURIComponent(groupid)}`;
}

function show(change: Change): Shown {
  switch (change.kind) {
    case "create":
      return {
        before: { exists: false },
        after: { exists: true, ...(change.comment === undefined ? {} : { comment: change.comment }) },
      };
    case "comment":
      return { before: { comment: change.before }, after: { comment: change.after } };
    case "remove":
      return { before: { exists: true, members: change.members }, after: { exists: false } };
  }
}
