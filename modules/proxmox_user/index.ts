import { getIfThere } from "../../core/proxmox/get-if-there.ts";
import type { Params } from "../../core/proxmox/wire.ts";
import { defineModule, type Shown } from "../kit/define-module.ts";
import { options, type UserArgs } from "./options.ts";
import { type Change, plan, type Settings, type User } from "./plan.ts";

export default defineModule({
  name: "proxmox_user",
  summary: "Manage users",
  description: [
    "Makes, changes and removes one user. What the task does not name stays, tokens and the disabled state above all.",
    "Tokens are the matter of proxmox_token.",
  ],
  options,
  returns: { userid: { type: "str", returned: "always", description: "The user.", sample: "deploy@pve" } },
  read: (client, args) => getIfThere<User>(client, pathOf(args)),
  plan,
  show,
  async apply(client, args, change) {
    switch (change.kind) {
      case "create":
        await client.post("/access/users", {
          userid: args.userid,
          password: change.password,
          ...toParams(change.settings),
        });
        return {};
      case "update":
        await client.put(pathOf(args), toParams(change.after));
        return {};
      case "remove":
        await client.delete(pathOf(args));
        return {};
    }
  },
  result: (_current, { userid }) => ({ userid }),
  warnings: (current, args) => (current && args.password !== undefined ? [PASSWORD_KEPT] : []),
});

const PASSWORD_KEPT =
  "'password' counts only for a new user: the API changes passwords for people who log in, never for tokens; use 'pveum passwd'";

function pathOf({ userid }: UserArgs): string {
  return `/access/users/${encodeURIComponent(userid)}`;
}

function toParams(settings: Settings): Params {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, typeof value === "object" ? value.join(",") : value]),
  );
}

function show(change: Change): Shown {
  switch (change.kind) {
    case "create":
      return { before: { exists: false }, after: { exists: true, ...change.settings } };
    case "update":
      return { before: change.before, after: change.after };
    case "remove":
      return { before: { exists: true, tokens: change.tokens }, after: { exists: false } };
  }
}
