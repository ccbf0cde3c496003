import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { defineAccess } from "../kit/access.ts";
import { options } from "./options.ts";

export default defineAccess({
  options,
  calls: ({ userid, groups, state }): readonly AccessCall[] => {
    const look: AccessCall = { endpoint: "GET /access/users/{userid}", params: { userid } };
    if (state === "absent") return [look, { endpoint: "DELETE /access/users/{userid}", params: { userid } }];
    const inGroups = groups === undefined ? {} : { groups: groups.join(",") };
    return [
      look,
      { endpoint: "POST /access/users", params: { userid, ...inGroups } },
      { endpoint: "PUT /access/users/{userid}", params: { userid, ...inGroups } },
    ];
  },
});
