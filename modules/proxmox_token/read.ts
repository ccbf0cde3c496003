import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { getIfThere } from "../../core/proxmox/get-if-there.ts";
import type { TaskContext } from "../kit/define-module.ts";
import { generationsOf, type ListedToken, nextName } from "./generations.ts";
import type { TokenArgs } from "./options.ts";
import { type Current, isDue } from "./plan.ts";
import { tokenName } from "./token-name.ts";

/** The tokens the name stands for, and the place for a new secret. @throws HintedError OPTION_*, VAULT_*, FILE_*, PROXMOX_* */
export async function read(client: ProxmoxClient, args: TokenArgs, { env, noLog }: TaskContext): Promise<Current> {
  const { userid, tokenid } = tokenName(args);
  const tokens =
    (await getIfThere<readonly ListedToken[]>(client, `/access/users/${encodeURIComponent(userid)}/token`)) ?? [];
  const generations = generationsOf(tokens, tokenid);
  const now = Date.now();
  const isRegenerable = !isDue({ ...generations, now }, args) || (await canRegenerate(client));
  const vault = args.state === "absent" || args.vault_file === undefined ? undefined : await openVault(args, env);
  return { ...generations, now, isRegenerable, successor: nextName(tokens, tokenid), vault, noLog };
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
