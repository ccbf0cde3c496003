import { HintedError } from "../../core/errors.ts";
import type { TokenArgs } from "./options.ts";

/** The user and the token a task means: in two options, or as `user@realm!tokenid` in one. */
export interface TokenName {
  readonly userid: string;
  readonly tokenid: string;
}

/** @throws HintedError OPTION_MISSING, OPTION_CONFLICT, OPTION_INVALID */
export function tokenName(args: Pick<TokenArgs, "userid" | "tokenid">): TokenName {
  const [userid = "", inUser] = args.userid.split("!");
  const tokenid = args.tokenid ?? inUser;
  if (tokenid === undefined) {
    throw new HintedError("OPTION_MISSING", "The token is not named", {
      hint: "Add 'tokenid', or write 'userid' as user@realm!tokenid",
    });
  }
  if (inUser !== undefined && inUser !== tokenid) {
    throw new HintedError("OPTION_CONFLICT", `'userid' names the token '${inUser}', 'tokenid' says '${tokenid}'`, {
      hint: "Name the token in one of them",
    });
  }
  if (/^[A-Za-z][A-Za-z0-9._-]+$/.test(tokenid)) return { userid, tokenid };
  throw new HintedError(
    "OPTION_INVALID",
    `'tokenid' is '${tokenid}', expected a letter followed by letters, digits, '.', '_' or '-'`,
    {
      hint: "Choose a name of at least two characters",
    },
  );
}

/** The API's path of a token. */
export function tokenPath(userid: string, tokenid: string): string {
  return `/access/users/${encodeURIComponent(userid)}/token/${encodeURIComponent(tokenid)}`;
}
