import { defineAccess } from "../kit/access.ts";
import { options } from "./options.ts";
import { tokenName } from "./token-name.ts";

export default defineAccess({
  options,
  calls: (args) => {
    const { userid, tokenid } = tokenName(args);
    const verbs = args.state === "absent" ? ["GET", "DELETE"] : ["GET", "POST", "PUT"];
    return verbs.map((verb) => ({
      endpoint: `${verb} /access/users/{userid}/token/{tokenid}`,
      params: { userid, tokenid },
    }));
  },
});
