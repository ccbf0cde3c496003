import type { AclEntry } from "../../core/proxmox/access/effective.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { Applied } from "../kit/define-module.ts";
import { checkHandedOn, rightsOf } from "./rights.ts";
import type { Token } from "./generations.ts";
import { keepSecret } from "./keep-secret.ts";
import type { options } from "./options.ts";
import type { SecretPlace, Settings } from "./plan.ts";
import { type Stamped, writeStamp } from "./stamp.ts";
import { tokenPath } from "./token-name.ts";
import { withoutStop } from "../../core/proxmox/without-stop.ts";

/** A token and the one that takes its place. */
interface Replacement {
  readonly userid: string;
  readonly token: Token;
  /** Name of the new token. */
  readonly successor: string;
  /** Properties that change on the way. */
  readonly after: Settings;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly secret: SecretPlace;
}

/**
 * Makes a token with the same properties and entries, stores its secret, and only then removes the old one: at every moment one of
 * the two works. What fails before the secret is stored is undone. Until it is stored the new token's comment says so, and a later
 * run does not take it for the one in use. What fails afterwards is a warning; the next run finishes it.
 * @throws HintedError PROXMOX_*, SECRET_NOT_STORED; PROXMOX_FORBIDDEN when not all rights could be handed on
 */
export async function replaceToken(client: ProxmoxClient, what: Replacement): Promise<Applied<typeof options>> {
  const { userid, token, successor } = what;
  const path = tokenPath(userid, successor);
  const before = token.privsep ? await rightsOf(client, `${userid}!${token.tokenid}`) : undefined;
  const settings = { ...token, ...what.after };
  const stamp: Stamped = { ...settings, since: what.now, replaces: token.replaces ?? token.tokenid, isPending: true };
  const secret = await make(client, path, { ...settings, comment: writeStamp(stamp) });
  const undo = (): Promise<unknown> => withoutStop(client).delete(path);
  const fullTokenid = `${userid}!${successor}`;
  try {
    await copyEntries(client, `${userid}!${token.tokenid}`, fullTokenid);
    if (before) checkHandedOn(before, await rightsOf(client, fullTokenid), client.identity);
  } catch (error) {
    await undo().catch(() => undefined);
    throw error;
  }
  const result = await keepSecret({ secret, fullTokenid }, what.secret, undo);
  try {
    await withoutStop(client).put(path, { comment: writeStamp({ ...stamp, isPending: false }) });
    await withoutStop(client).delete(tokenPath(userid, token.tokenid));
    return { result };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      result,
      warnings: [`${fullTokenid} is in use; what was before it is still there, see the next run: ${reason}`],
    };
  }
}

async function make(
  client: ProxmoxClient,
  path: string,
  { comment, expire, privsep }: Required<Settings>,
): Promise<string> {
  const { value } = await client.post<{ readonly value: string }>(path, { comment, expire, privsep });
  return value;
}

async function copyEntries(client: ProxmoxClient, from: string, to: string): Promise<void> {
  const acl = await client.get<readonly AclEntry[]>("/access/acl");
  const own = acl.filter(({ type, ugid }) => type === "token" && ugid === from);
  for (const { path, roleid, propagate } of own) {
    await client.put("/access/acl", { path, roles: roleid, tokens: to, propagate: propagate === 1 });
  }
}
