import { defineAccess } from "../kit/access.ts";
import { options } from "./options.ts";

export default defineAccess({
  options,
  // Before version 9 a rotated token hands its entries on, for which the caller needs Permissions.Modify on their paths: which
  // paths those are stands in no task.
  calls: ({ userid: named, tokenid: given, state }) => {
    const [userid = "", tokenid = given ?? ""] = named.split("!");
    const verbs = state === "absent" ? ["GET", "DELETE"] : ["GET", "POST", "PUT"];
    return verbs.map((verb) => ({
      endpoint: `${verb} /access/users/{userid}/token/{tokenid}`,
      params: { userid, tokenid },
    }));
  },
});
