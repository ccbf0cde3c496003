import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import type { AclEntry } from "../../core/proxmox/access/effective.ts";
import type { Applied } from "../kit/define-module.ts";
import type { Token } from "./generations.ts";
import { keepSecret } from "./keep-secret.ts";
import type { options } from "./options.ts";
import type { SecretPlace, Settings } from "./plan.ts";
import { writeStamp } from "./stamp.ts";
import { tokenPath } from "./token-name.ts";

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
 * the two works. What fails before the secret is stored is undone. An old token that can not be removed is a warning; the next run
 * removes it. @throws HintedError PROXMOX_*, SECRET_NOT_STORED
 */
export async function replaceToken(client: ProxmoxClient, what: Replacement): Promise<Applied<typeof options>> {
  const { userid, token, successor } = what;
  const path = tokenPath(userid, successor);
  const secret = await make(client, what);
  const undo = (): Promise<unknown> => client.delete(path);
  await copyEntries(client, `${userid}!${token.tokenid}`, `${userid}!${successor}`).catch(async (error: unknown) => {
    await undo();
    throw error;
  });
  const result = await keepSecret({ secret, fullTokenid: `${userid}!${successor}` }, what.secret, undo);
  try {
    await client.delete(tokenPath(userid, token.tokenid));
    return { result };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      result,
      warnings: [`The old token ${userid}!${token.tokenid} is still there, the next run removes it: ${reason}`],
    };
  }
}

async function make(client: ProxmoxClient, { userid, token, successor, after, now }: Replacement): Promise<string> {
  const { comment, expire, privsep } = { ...token, ...after };
  const stamped = writeStamp({ comment, since: now, replaces: token.replaces ?? token.tokenid });
  const { value } = await client.post<{ readonly value: string }>(tokenPath(userid, successor), {
    comment: stamped,
    expire,
    privsep,
  });
  return value;
}

async function copyEntries(client: ProxmoxClient, from: string, to: string): Promise<void> {
  const acl = await client.get<readonly AclEntry[]>("/access/acl");
  const own = acl.filter(({ type, ugid }) => type === "token" && ugid === from);
  for (const { path, roleid, propagate } of own) {
    await client.put("/access/acl", { path, roles: roleid, tokens: to, propagate: propagate === 1 });
  }
}
