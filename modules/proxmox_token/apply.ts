import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { Params } from "../../core/proxmox/wire.ts";
import type { Applied } from "../kit/define-module.ts";
import type { options, TokenArgs } from "./options.ts";
import type { Change, SecretPlace, Settings } from "./plan.ts";
import { replaceToken } from "./replace.ts";
import { keepSecret } from "./keep-secret.ts";
import { type Stamped, writeStamp } from "./stamp.ts";
import { tokenName, tokenPath } from "./token-name.ts";

type Done = Applied<typeof options>;
type Of<K extends Change["kind"]> = Extract<Change, { readonly kind: K }>;

/** Performs one change of a token. @throws HintedError PROXMOX_*, SECRET_NOT_STORED, FILE_UNREADABLE */
export async function apply(client: ProxmoxClient, args: TokenArgs, change: Change): Promise<Done> {
  const { userid } = tokenName(args);
  switch (change.kind) {
    case "create":
      return create(client, args, change);
    case "update":
      await client.put(tokenPath(userid, change.token.tokenid), toParams(change.after, change.token));
      return {};
    case "regenerate":
    case "replace":
      return rotate(client, userid, change);
    case "remove":
      await client.delete(tokenPath(userid, change.token.tokenid));
      return {};
  }
}

/** "Token already exists" is an outcome: somebody was faster, and what is left is to compare. */
async function create(
  client: ProxmoxClient,
  args: TokenArgs,
  { settings, since, secret }: Of<"create">,
): Promise<Done> {
  const { userid, tokenid } = tokenName(args);
  const path = tokenPath(userid, tokenid);
  prove(secret);
  try {
    const comment = writeStamp({ comment: settings.comment ?? "", since, replaces: undefined });
    const { value } = await client.post<{ readonly value: string }>(path, {
      ...settings,
      comment: comment === "" ? settings.comment : comment,
    });
    const named = { secret: value, fullTokenid: `${userid}!${tokenid}` };
    return { result: await keepSecret(named, secret, () => client.delete(path)) };
  } catch (error) {
    if (!isRefused(error, /Token already exists/)) throw error;
    return { replan: {} };
  }
}

async function rotate(client: ProxmoxClient, userid: string, change: Of<"regenerate" | "replace">): Promise<Done> {
  const { token, secret, since } = change;
  prove(secret);
  if (change.kind === "replace") return replaceToken(client, { ...change, userid });
  const comment = since === undefined ? change.after.comment : (change.after.comment ?? token.comment);
  const params = {
    ...toParams({ ...change.after, ...(comment === undefined ? {} : { comment }) }, { ...token, since }),
  };
  try {
    const { value } = await client.put<{ readonly value: string }>(tokenPath(userid, token.tokenid), {
      ...params,
      regenerate: true,
    });
    return { result: await keepSecret({ secret: value, fullTokenid: `${userid}!${token.tokenid}` }, secret) };
  } catch (error) {
    if (!isRefused(error, /regenerate/)) throw error;
    return replaceToken(client, { ...change, userid });
  }
}

/** Properties as parameters; a comment keeps what the module wrote at its end. */
function toParams(settings: Settings, { since, replaces }: Pick<Stamped, "since" | "replaces">): Params {
  const { comment } = settings;
  return { ...settings, ...(comment === undefined ? {} : { comment: writeStamp({ comment, since, replaces }) }) };
}

function prove(secret: SecretPlace): void {
  if (secret !== "result") secret.prove();
}

/** Whether the server refused a parameter, in words or by name. */
function isRefused(error: unknown, words: RegExp): boolean {
  if (!(error instanceof ApiError) || error.answer.status !== 400) return false;
  return words.test(`${error.answer.reason} ${JSON.stringify(error.answer.errors)}`);
}
