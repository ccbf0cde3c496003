import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { unknown } from "../../core/proxmox/access/unknown.ts";
import { defineAccess } from "../kit/access.ts";
import { options } from "./options.ts";

export default defineAccess({
  options,
  calls: ({ userid: named, tokenid: given, state }, { version }): readonly AccessCall[] => {
    const [userid = "", tokenid = given ?? ""] = named.split("!");
    const verbs = state === "absent" ? ["GET", "DELETE"] : ["GET", "POST", "PUT"];
    const own = verbs.map((verb) => ({
      endpoint: `${verb} /access/users/{userid}/token/{tokenid}`,
      params: { userid, tokenid },
    }));
    // Before version 9 a rotated token is another one, which takes over the entries of the first.
    return state === "rotated" && version === "8.4" ? [...own, ...movedEntries()] : own;
  },
});

function movedEntries(): readonly AccessCall[] {
  const path = `/${unknown("the paths of the token's entries")}`;
  return [
    { endpoint: "GET /access/acl", params: {}, shows: { path } },
    { endpoint: "PUT /access/acl", params: { path }, also: [{ path, privilege: "Permissions.Modify" }] },
  ];
}
