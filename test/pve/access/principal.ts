import { splitTokenId } from "./user-id.ts";

/** Who makes a call. */
export interface Principal {
  /** `user@realm`, or `user@realm!token` for an API token. */
  readonly name: string;
  readonly userid: string;
  readonly tokenid: string | undefined;
}

/** Nobody: a call without credentials, to an endpoint the whole world may use. */
export const nobody: Principal = { name: "", userid: "", tokenid: undefined };

/** The principal of a name such as `root@pam` or `root@pam!admin`. */
export function principalOf(name: string): Principal {
  return { name, ...splitTokenId(name) };
}

/** Whether this is root itself: its tokens are not. */
export function isRoot(principal: Principal): boolean {
  return principal.name === "root@pam";
}
