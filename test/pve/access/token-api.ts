import { failure, parameterError } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { Token } from "../state.ts";
import { forgetSubject } from "./acl-store.ts";
import { tokenInfo, userOf } from "./user-api.ts";

const base = "/access/users/{userid}/token";

/** API tokens. A secret is shown once, when it is made. */
export const tokenHandlers: Handlers = {
  [`GET ${base}`]: (call) =>
    [...userOf(call).tokens.values()].map((token) => ({ tokenid: token.tokenid, ...tokenInfo(token) })),
  [`GET ${base}/{tokenid}`]: (call) => tokenInfo(tokenOf(call)),
  [`POST ${base}/{tokenid}`]: create,
  [`PUT ${base}/{tokenid}`]: update,
  [`DELETE ${base}/{tokenid}`]: remove,
};

function tokenOf(call: Call): Token {
  const user = userOf(call);
  const tokenid = call.params.need("tokenid");
  const token = user.tokens.get(tokenid);
  if (!token) throw failure(`no such token '${tokenid}' for user '${user.userid}'`);
  return token;
}

function create(call: Call): unknown {
  const { params, services } = call;
  const user = userOf(call);
  const tokenid = params.need("tokenid");
  if (user.tokens.has(tokenid)) throw parameterError({ tokenid: "Token already exists." });
  const token: Token = {
    tokenid,
    secret: services.random.uuid(),
    comment: params.get("comment") ?? "",
    expire: params.number("expire") ?? 0,
    privsep: params.flag("privsep", true),
  };
  user.tokens.set(tokenid, token);
  return { "full-tokenid": `${user.userid}!${tokenid}`, value: token.secret, info: { privsep: 1, ...echoed(call) } };
}

/** Given settings come back as they were sent: as text. */
function echoed({ params }: Call): Record<string, string> {
  const given = ["comment", "expire", "privsep"].flatMap((name) => {
    const value = params.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}

function update(call: Call): unknown {
  const { params, services } = call;
  const token = tokenOf(call);
  token.comment = params.get("comment") ?? token.comment;
  token.expire = params.number("expire") ?? token.expire;
  if (params.has("privsep")) token.privsep = params.flag("privsep");
  for (const name of params.list("delete")) if (name === "comment") token.comment = "";
  if (params.list("delete").includes("expire")) token.expire = 0;
  const shown = { ...tokenInfo(token), ...echoed(call) };
  if (!params.flag("regenerate")) return shown;
  token.secret = services.random.uuid();
  return { ...shown, "full-tokenid": `${params.need("userid")}!${token.tokenid}`, value: token.secret };
}

function remove(call: Call): null {
  const token = tokenOf(call);
  const user = userOf(call);
  user.tokens.delete(token.tokenid);
  forgetSubject(call.services.state, "tokens", `${user.userid}!${token.tokenid}`);
  return null;
}
