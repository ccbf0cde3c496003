import { HintedError } from "../../core/errors.ts";
import { ApiError } from "../../core/proxmox/api-error.ts";
import type { ProxmoxClient } from "../../core/proxmox/client.ts";

/** Privileges by path, as `GET /access/permissions` lists them: 1 where they also hold below the path. */
export type Rights = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What a token may do. @throws HintedError PROXMOX_FORBIDDEN when the caller may not ask that of it */
export async function rightsOf(client: ProxmoxClient, fullTokenid: string): Promise<Rights> {
  try {
    return await client.get<Rights>("/access/permissions", { userid: fullTokenid });
  } catch (error) {
    if (!(error instanceof ApiError) || error.answer.status !== 403) throw error;
    const message = `Which rights ${fullTokenid} has, and a new token would need, ${client.identity} may not see: ${error.message}`;
    throw new HintedError(error.code, message, {
      hint: `Grant Sys.Audit on /access to ${client.identity}, or let the token rotate itself`,
      details: error.details,
      cause: error,
    });
  }
}

/** @throws HintedError PROXMOX_FORBIDDEN when the second token lacks a right of the first */
export function checkHandedOn(first: Rights, second: Rights, caller: string): void {
  const missing = Object.entries(first).flatMap(([path, privileges]) => {
    const lacks = Object.entries(privileges).some(([name, below]) => (second[path]?.[name] ?? -1) < below);
    return lacks ? [path] : [];
  });
  if (missing.length === 0) return;
  const paths = missing.join(", ");
  throw new HintedError("PROXMOX_FORBIDDEN", `The token's rights on ${paths} could not be handed on to a new token`, {
    hint: `Grant Permissions.Modify on ${paths} to ${caller}; the old token works as before`,
    details: { paths: missing },
  });
}
