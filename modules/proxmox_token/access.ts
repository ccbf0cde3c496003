import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { unknown } from "../../core/proxmox/access/unknown.ts";
import { defineAccess } from "../kit/access.ts";
import { options } from "./options.ts";

export default defineAccess({
  options,
  calls: ({ userid: named, tokenid: given, state }, { version }) => {
    const [userid = "", tokenid = given ?? ""] = named.split("!");
    const verbs = state === "absent" ? ["GET", "DELETE"] : ["GET", "POST", "PUT"];
    const hasSuccessor = state === "rotated" && version.startsWith("8.");
    return [
      ...verbs.map((verb) => ({
        endpoint: `${verb} /access/users/{userid}/token/{tokenid}`,
        params: { userid, tokenid },
      })),
      ...(hasSuccessor ? handingOn(`${userid}!${tokenid}`) : []),
    ];
  },
});

/** Before version 9 a rotated token hands its entries on to another: on which paths they are stands in no task. */
function handingOn(fullTokenid: string): readonly AccessCall[] {
  const path = `/${unknown(`the paths on which ${fullTokenid} has entries`)}`;
  return [
    { endpoint: "GET /access/permissions", params: { userid: fullTokenid } },
    { endpoint: "PUT /access/acl", params: { path }, also: [{ path, privilege: "Permissions.Modify" }] },
  ];
}
