import { HintedError } from "../../core/errors.ts";
import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { getIfThere } from "../../core/proxmox/get-if-there.ts";
import type { TaskContext } from "../kit/define-module.ts";
import { generationsOf, type ListedToken, nextName } from "./generations.ts";
import type { TokenArgs } from "./options.ts";
import { type Current, isDue } from "./plan.ts";
import { tokenName } from "./token-name.ts";

/**
 * The tokens the name stands for, and the place for a new secret. In check mode a user who is not there has no tokens: an earlier
 * task may be going to make it. @throws HintedError OPTION_*, VAULT_*, FILE_*, PROXMOX_*
 */
export async function read(client: ProxmoxClient, args: TokenArgs, context: TaskContext): Promise<Current> {
  const { userid, tokenid } = tokenName(args);
  const listed = await tokensOf(client, userid);
  if (listed === undefined && args.state !== "absent" && !context.checkMode) throw noUser(userid);
  const tokens = listed ?? [];
  const hasVault = args.state !== "absent" && args.vault_file !== undefined;
  const vault = hasVault ? await openVault(args, context.env) : undefined;
  const [owner, stored] = vault?.fullTokenid?.split("!") ?? [];
  const generations = generationsOf(tokens, tokenid, owner === userid ? stored : undefined);
  const now = Date.now();
  const isRegenerable = !isDue({ ...generations, now }, args) || (await canRegenerate(client));
  return { ...generations, now, isRegenerable, successor: nextName(tokens, tokenid), vault, noLog: context.noLog };
}

/** A user's tokens, undefined when there is no such user: the server then refuses the list to everybody (recorded). */
async function tokensOf(client: ProxmoxClient, userid: string): Promise<readonly ListedToken[] | undefined> {
  const path = `/access/users/${encodeURIComponent(userid)}`;
  try {
    return await client.get<readonly ListedToken[]>(`${path}/token`);
  } catch (error) {
    const isRefused = error instanceof ApiError && error.answer.status === 403;
    if (!isRefused) throw error;
    const user = await getIfThere(client, path).catch(() => error);
    if (user !== undefined) throw error;
    return undefined;
  }
}

function noUser(userid: string): HintedError {
  return new HintedError("PROXMOX_NOT_FOUND", `There is no user ${userid}`, {
    hint: "Make it first, with proxmox_user or 'pveum user add'",
  });
}

/** Since 9 a token can be given a new secret; on early 9.x the call may still be unknown, which shows when it is made. */
async function canRegenerate(client: ProxmoxClient): Promise<boolean> {
  const { release } = await client.get<{ readonly release: string }>("/version");
  return Number.parseInt(release, 10) >= 9;
}

/** Vaults are loaded on first use: most tasks need none. */
async function openVault(args: TokenArgs, env: TaskContext["env"]): Promise<Current["vault"]> {
  const { VaultPlace } = await import("./vault-place.ts");
  return VaultPlace.open(args, env);
}
