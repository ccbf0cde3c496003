import { InvalidArgumentError } from "commander";

/** A token by its user and its own name. */
export interface TokenName {
  readonly userid: string;
  readonly tokenid: string;
}

/** The parser of an argument that names a token. */
export function tokenName(text: string): TokenName {
  const [, userid, tokenid] = /^([^\s:/!]+@[^\s:/!@]+)!([A-Za-z][\w.-]+)$/.exec(text) ?? [];
  if (userid !== undefined && tokenid !== undefined) return { userid, tokenid };
  throw new InvalidArgumentError("Expected user@realm!tokenid, such as deploy@pve!play.");
}
