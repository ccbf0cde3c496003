import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { Params } from "../../core/proxmox/wire.ts";
import type { Applied } from "../kit/define-module.ts";
import { keepSecret } from "./keep-secret.ts";
import type { options, TokenArgs } from "./options.ts";
import type { Change, SecretPlace, Settings } from "./plan.ts";
import { replaceToken } from "./replace.ts";
import { type Stamped, writeStamp } from "./stamp.ts";
import { tokenName, tokenPath } from "./token-name.ts";
import { withoutStop } from "../../core/proxmox/without-stop.ts";

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
      return regenerate(client, userid, change);
    case "replace":
      prove(change.secret);
      return replaceToken(client, { ...change, userid });
    case "confirm":
      await client.put(tokenPath(userid, change.token.tokenid), {
        comment: writeStamp({ ...change.token, isPending: false }),
      });
      return {};
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
    const { value } = await client.post<{ readonly value: string }>(path, { ...settings });
    const named = { secret: value, fullTokenid: `${userid}!${tokenid}` };
    const result = await keepSecret(named, secret, () => withoutStop(client).delete(path));
    const warnings = await keepDate(client, path, { comment: settings.comment ?? "", since });
    return { result, warnings };
  } catch (error) {
    if (!isRefused(error, /Token already exists/)) throw error;
    return { replan: {} };
  }
}

/**
 * The secret's date is written once the secret is stored: a run that breaks off leaves one that is too old. Where it can not be
 * written that is a warning: the secret, which the server tells once, may be in the result.
 */
async function keepDate(
  client: ProxmoxClient,
  path: string,
  { comment, since, replaces }: Pick<Stamped, "comment" | "since"> & Partial<Stamped>,
): Promise<readonly string[]> {
  if (since === undefined) return [];
  try {
    await withoutStop(client).put(path, { comment: writeStamp({ comment, since, replaces, isPending: false }) });
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [`The secret is new, but its date could not be kept and it counts as too old: ${reason}`];
  }
}

async function regenerate(client: ProxmoxClient, userid: string, change: Of<"regenerate" | "replace">): Promise<Done> {
  const { token, secret, since, after } = change;
  const path = tokenPath(userid, token.tokenid);
  prove(secret);
  try {
    const params = { ...toParams(after, token), regenerate: true };
    const { value } = await client.put<{ readonly value: string }>(path, params);
    const result = await keepSecret({ secret: value, fullTokenid: `${userid}!${token.tokenid}` }, secret);
    return { result, warnings: await keepDate(client, path, { ...token, ...after, since }) };
  } catch (error) {
    if (!isRefused(error, /regenerate/)) throw error;
    return replaceToken(client, { ...change, userid });
  }
}

/** Properties as parameters; a comment keeps what the module wrote at its end. */
function toParams(settings: Settings, stamp: Stamped): Params {
  const { comment } = settings;
  return { ...settings, ...(comment === undefined ? {} : { comment: writeStamp({ ...stamp, comment }) }) };
}

function prove(secret: SecretPlace): void {
  if (secret !== "result") secret.prove();
}

/** Whether the server refused a parameter, in words or by name. */
function isRefused(error: unknown, words: RegExp): boolean {
  if (!(error instanceof ApiError) || error.answer.status !== 400) return false;
  return words.test(`${error.answer.reason} ${JSON.stringify(error.answer.errors)}`);
}
