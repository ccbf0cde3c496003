import { defineAccess } from "../kit/access.ts";
import { options } from "./options.ts";

export default defineAccess({
  options,
  calls: ({ roleid, state }) => [
    { endpoint: "GET /access/roles/{roleid}", params: { roleid } },
    state === "absent"
      ? { endpoint: "DELETE /access/roles/{roleid}", params: { roleid } }
      : { endpoint: "POST /access/roles", params: { roleid } },
  ],
});
