import { failure } from "../pve-error.ts";

/** A user id in its parts. */
export interface UserId {
  readonly userid: string;
  readonly name: string;
  readonly realm: string;
}

/** Splits `name@realm`. @throws PveError 500 worded as the API does it. */
export function parseUserId(userid: string): UserId {
  if (userid.length < 3) throw failure(`user name '${userid}' is too short`);
  if (userid.length > 64) throw failure(`user name '${userid}' is too long (${userid.length} > 64)`);
  const match = /^([^\s:/]+)@([A-Za-z][A-Za-z0-9.\-_]+)$/.exec(userid);
  if (!match?.[1] || !match[2]) throw failure(`value '${userid}' does not look like a valid user name`);
  return { userid, name: match[1], realm: match[2] };
}

/** Splits `user@realm!token`; a name without `!` has no token. */
export function splitTokenId(name: string): { readonly userid: string; readonly tokenid: string | undefined } {
  const at = name.indexOf("!");
  return at < 0 ? { userid: name, tokenid: undefined } : { userid: name.slice(0, at), tokenid: name.slice(at + 1) };
}
