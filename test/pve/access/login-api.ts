import { unixTime } from "../clock.ts";
import { failure, forbidden, PveError } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import { isActiveUser } from "./authenticate.ts";
import { isRoot } from "./principal.ts";
import { splitTokenId } from "./user-id.ts";

/** Logging in, passwords, realms and one's own permissions. */
export const loginHandlers: Handlers = {
  "GET /access/ticket": () => null,
  "POST /access/ticket": login,
  "PUT /access/password": changePassword,
  "GET /access/domains": domains,
  "GET /access/domains/{realm}": domain,
  "GET /access/permissions": permissions,
};

const REALMS = [
  { realm: "pam", type: "pam", comment: "Linux PAM standard authentication" },
  { realm: "pve", type: "pve", comment: "Proxmox VE authentication server" },
];

function domains(): unknown[] {
  return REALMS;
}

function domain(call: Call): unknown {
  const name = call.params.need("realm");
  const found = REALMS.find(({ realm }) => realm === name);
  if (!found) throw failure(`domain '${name}' does not exist`);
  const { realm: _realm, ...config } = found;
  return config;
}

function login(call: Call): unknown {
  const { params, services } = call;
  const realm = params.get("realm");
  const name = params.need("username");
  const userid = realm === undefined || name.includes("@") ? name : `${name}@${realm}`;
  const password = params.need("password");
  const user = services.state.users.get(userid);
  const known = user !== undefined && isActiveUser(services.state, userid, unixTime(services.clock));
  const byTicket = services.tickets.userOf(password) === userid;
  if (!known || (!byTicket && (user.password === "" || user.password !== password)))
    throw new PveError(401, "authentication failure\n");
  if (params.has("path") && params.has("privs")) return checkOnly(call, userid);
  return {
    username: userid,
    ticket: services.tickets.issue(userid),
    CSRFPreventionToken: services.tickets.csrf(userid),
    cap: capabilities(call, userid),
  };
}

/** With a path and privileges, logging in only tells whether the user has them there; no ticket is issued. */
function checkOnly(call: Call, userid: string): unknown {
  const path = call.params.need("path");
  if (!call.services.permissions.has(userid, path, { privileges: call.params.list("privs") }))
    throw new PveError(401, "authentication failure\n");
  return { username: userid, cap: capabilities(call, userid) };
}

/** What the web interface asks about at login: privileges by area, on the area's root or below it (source: recorded answers). */
function capabilities({ services }: Call, userid: string): Record<string, Record<string, 1>> {
  const effective = services.permissions.effective(userid);
  const ofArea = ([area, pattern]: readonly [string, RegExp]): [string, Record<string, 1>] => {
    const below = area === "dc" ? "/sdn" : `/${area}`;
    const paths = [...effective].filter(([path]) => path === "/" || path.startsWith(below));
    const held = paths
      .flatMap(([, privileges]) => [...privileges.keys()])
      .filter((privilege) => pattern.test(privilege));
    return [area, Object.fromEntries(held.map((privilege) => [privilege, 1]))];
  };
  return Object.fromEntries(Object.entries(AREAS).map(ofArea));
}

const AREAS: Readonly<Record<string, RegExp>> = {
  vms: /^(?:VM\.|Permissions\.Modify)/,
  storage: /^(?:Datastore\.|Permissions\.Modify)/,
  access: /^(?:User\.Modify|Group\.Allocate|Permissions\.Modify)/,
  nodes: /^(?:Sys\.|Permissions\.Modify)/,
  mapping: /^(?:Mapping\.|Permissions\.Modify)/,
  sdn: /^(?:SDN\.|Permissions\.Modify)/,
  dc: /^(?:Sys\.Audit|Sys\.Modify|SDN\.)/,
};

function changePassword(call: Call): null {
  const { params, principal, services } = call;
  const user = services.state.users.get(params.need("userid"));
  if (!user) throw failure(`no such user ('${params.need("userid")}')`);
  if (user.userid === "root@pam" && !isRoot(principal)) throw forbidden();
  user.password = params.need("password");
  return null;
}

function permissions(call: Call): unknown {
  const { params, principal, services } = call;
  const other = params.get("userid");
  const name = other ?? principal.name;
  if (other !== undefined && !isSelf(call, other)) services.permissions.check(principal, "/access", "Sys.Audit");
  const path = params.get("path");
  const all =
    path === undefined
      ? services.permissions.effective(name)
      : new Map([[path, services.permissions.privileges(name, path)]]);
  return Object.fromEntries(
    [...all].map(([where, privileges]) => [
      where,
      Object.fromEntries([...privileges].map(([privilege, propagate]) => [privilege, propagate ? 1 : 0])),
    ]),
  );
}

/** A user may look at itself and its tokens, a token at itself. */
function isSelf({ principal }: Call, name: string): boolean {
  return name === principal.name || (principal.tokenid === undefined && splitTokenId(name).userid === principal.userid);
}
