import { failure, messageOf } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { State, Token, User } from "../state.ts";
import { forgetSubject } from "./acl-store.ts";
import { requireUser } from "./check-permission.ts";
import { parseUserId } from "./user-id.ts";

/** Users. */
export const userHandlers: Handlers = {
  "GET /access/users": list,
  "POST /access/users": create,
  "GET /access/users/{userid}": show,
  "PUT /access/users/{userid}": update,
  "DELETE /access/users/{userid}": remove,
};

const REALMS: Readonly<Record<string, string>> = { pam: "pam", pve: "pve" };
const FIELDS = ["firstname", "lastname", "comment", "keys"] as const;

/** A user's fields as the API shows them; the mail address is shown even when empty if a later field is set, as in the file. */
function fields(user: User): Record<string, unknown> {
  const shown: Record<string, unknown> = { enable: user.enable ? 1 : 0, expire: user.expire };
  for (const field of FIELDS) if (user[field] !== "") shown[field] = user[field];
  if (user.email !== "" || user.comment !== "" || user.keys !== "") shown["email"] = user.email;
  return shown;
}

/** A token's settings, never its secret. */
export function tokenInfo(token: Token): Record<string, unknown> {
  return {
    expire: token.expire,
    privsep: token.privsep ? 1 : 0,
    ...(token.comment === "" ? {} : { comment: token.comment }),
  };
}

function list({ params, principal, services: { permissions, state } }: Call): unknown[] {
  const privileges = ["User.Modify", "Sys.Audit"];
  const all = permissions.has(principal.name, "/access/groups", { privileges, any: true });
  const byGroup = (user: User): boolean =>
    [...user.groups].some((group) =>
      permissions.has(principal.name, `/access/groups/${group}`, { privileges, any: true }),
    );
  const users = [...state.users.values()].filter((user) => all || user.userid === principal.name || byGroup(user));
  const kept = params.has("enabled") ? users.filter((user) => user.enable === params.flag("enabled")) : users;
  return kept.map((user) => row(user, params.flag("full")));
}

function row(user: User, full: boolean): Record<string, unknown> {
  const realm = REALMS[user.userid.slice(user.userid.lastIndexOf("@") + 1)];
  const base = { userid: user.userid, ...fields(user), ...(realm === undefined ? {} : { "realm-type": realm }) };
  if (!full) return base;
  const tokens = [...user.tokens.values()].map((token) => ({ tokenid: token.tokenid, ...tokenInfo(token) }));
  return { ...base, groups: [...user.groups].join(","), tokens: tokens.length > 0 ? tokens : null };
}

function create(call: Call): null {
  const { params, services } = call;
  const { userid, realm } = parseUserId(params.need("userid"));
  const { state } = services;
  try {
    if (state.users.has(userid)) throw failure(`user '${userid}' already exists`);
    const groups = knownGroups(state, params.list("groups"));
    const password = params.get("password") ?? "";
    if (password !== "" && realm !== "pve" && realm !== "pam")
      throw failure(`can't set password on auth type '${realm}'`);
    if (password !== "" && realm === "pam" && userid !== "root@pam") {
      throw failure(`change password failed: usermod: user '${userid.replace(/@pam$/, "")}' does not exist`);
    }
    state.users.set(userid, { ...emptyUser(userid), ...given(call), password, groups: new Set(groups) });
  } catch (error) {
    throw failure(`create user failed: ${messageOf(error)}`);
  }
  return null;
}

/** A user without anything. */
export function emptyUser(userid: string): User {
  return {
    userid,
    enable: true,
    expire: 0,
    firstname: "",
    lastname: "",
    email: "",
    comment: "",
    keys: "",
    password: "",
    groups: new Set(),
    tokens: new Map(),
  };
}

/** The fields a call sets. */
function given({ params }: Call): Partial<User> {
  const set: Partial<User> = {};
  for (const field of [...FIELDS, "email"] as const) {
    const value = params.get(field);
    if (value !== undefined) set[field] = value;
  }
  if (params.has("enable")) set.enable = params.flag("enable");
  if (params.has("expire")) set.expire = params.number("expire") ?? 0;
  return set;
}

function knownGroups(state: State, groups: readonly string[]): readonly string[] {
  const missing = groups.find((group) => !state.groups.has(group));
  if (missing !== undefined) throw failure(`no such group '${missing}'`);
  return groups;
}

/** The user a call is about. @throws PveError 500 */
export function userOf(call: Call): User {
  const userid = call.params.need("userid");
  requireUser(call.services.state, userid);
  return call.services.state.users.get(userid) ?? emptyUser(userid);
}

function show(call: Call): unknown {
  const user = userOf(call);
  const tokens = [...user.tokens.values()].map((token) => [token.tokenid, tokenInfo(token)] as const);
  return { ...fields(user), groups: [...user.groups], tokens: tokens.length > 0 ? Object.fromEntries(tokens) : null };
}

function update(call: Call): null {
  const user = userOf(call);
  const { params, services } = call;
  try {
    if (params.has("groups")) {
      const groups = knownGroups(services.state, params.list("groups"));
      user.groups = new Set([...(params.flag("append") ? user.groups : []), ...groups]);
    }
    Object.assign(user, given(call));
  } catch (error) {
    throw failure(`update user failed: ${messageOf(error)}`);
  }
  return null;
}

function remove(call: Call): null {
  const user = userOf(call);
  const { state } = call.services;
  state.users.delete(user.userid);
  forgetSubject(state, "users", user.userid);
  for (const token of user.tokens.keys()) forgetSubject(state, "tokens", `${user.userid}!${token}`);
  return null;
}
