import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { unixTime } from "../clock.ts";
import { PveError } from "../pve-error.ts";
import type { Services } from "../services.ts";
import type { State } from "../state.ts";
import { nobody, principalOf, type Principal } from "./principal.ts";
import { splitTokenId } from "./user-id.ts";

/** What authentication looks at. */
export interface Credentials {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Whether the endpoint is open to the world, so that missing credentials are no error. */
  readonly world: boolean;
}

/** Who calls. @throws PveError 401 `No ticket` or `Authentication failed!`, worded alike for every cause as the API does. */
export function authenticate(services: Services, { method, headers, world }: Credentials): Principal {
  const token = /^PVEAPIToken[= ](.+)$/s.exec(headers.authorization ?? "")?.[1];
  if (token !== undefined) return byToken(services, token);
  const cookie = /(?:^|;\s*)PVEAuthCookie=([^;]+)/.exec(headers.cookie ?? "")?.[1];
  if (cookie === undefined) {
    if (world) return nobody;
    throw new PveError(401, "No ticket");
  }
  return byTicket(services, decode(cookie), { method, headers, world });
}

function byToken(services: Services, text: string): Principal {
  const match = /^(\S+?)=(\S+)$/.exec(decode(text));
  const name = match?.[1] ?? "";
  const { userid, tokenid } = splitTokenId(name);
  const token = tokenid === undefined ? undefined : services.state.users.get(userid)?.tokens.get(tokenid);
  const now = unixTime(services.clock);
  const expired = token !== undefined && token.expire !== 0 && token.expire <= now;
  if (!token || expired || !isActiveUser(services.state, userid, now) || !equal(token.secret, match?.[2] ?? "")) {
    throw new PveError(401, "Authentication failed!");
  }
  return principalOf(name);
}

function byTicket(services: Services, ticket: string, { method, headers, world }: Credentials): Principal {
  const userid = services.tickets.userOf(ticket);
  if (userid === undefined || !isActiveUser(services.state, userid, unixTime(services.clock))) {
    if (world) return nobody;
    throw new PveError(401, "Authentication failed!");
  }
  const csrf = headers["csrfpreventiontoken"];
  if (method !== "GET" && !world && !(typeof csrf === "string" && services.tickets.isCsrf(csrf, userid))) {
    throw new PveError(401, "Permission denied - invalid csrf token");
  }
  return principalOf(userid);
}

/** Whether the user exists, is enabled and has not expired; `now` in Unix seconds. */
export function isActiveUser(state: State, userid: string, now: number): boolean {
  const user = state.users.get(userid);
  return user !== undefined && user.enable && (user.expire === 0 || user.expire > now);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
