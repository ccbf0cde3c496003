import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { defineAccess } from "../kit/access.ts";
import { options } from "./options.ts";

export default defineAccess({
  options,
  calls: ({ path, paths = [] }) =>
    [...(path === undefined ? [] : [path]), ...paths].flatMap((each): readonly AccessCall[] => [
      { endpoint: "GET /access/acl", params: {}, shows: { path: each } },
      // Managers of a guest may hand on what they have themselves; for any role it takes this.
      { endpoint: "PUT /access/acl", params: { path: each }, also: [{ path: each, privilege: "Permissions.Modify" }] },
    ]),
});
