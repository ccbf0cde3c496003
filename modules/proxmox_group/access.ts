import { defineAccess } from "../kit/access.ts";
import { options } from "./options.ts";

export default defineAccess({
  options,
  calls: ({ groupid, state }) => [
    { endpoint: "GET /access/groups/{groupid}", params: { groupid } },
    state === "absent"
      ? { endpoint: "DELETE /access/groups/{groupid}", params: { groupid } }
      : { endpoint: "POST /access/groups", params: { groupid } },
  ],
});
