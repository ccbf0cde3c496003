import type { ProxmoxClient } from "../../core/proxmox/client.ts";
import { readDenial } from "../../core/proxmox/access/denial.ts";
import type { ModuleResult } from "./result.ts";

/** Privileges by path, as `GET /access/permissions` answers. */
type Rights = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * A failure for want of a right, with what the credential does have, as the server tells everybody of himself: nothing at all
 * (which is how a token with privilege separation starts), or the privilege on other paths. Other results are left as they are.
 */
export async function withOwnRights(client: ProxmoxClient, result: ModuleResult): Promise<ModuleResult> {
  if (result.code !== "PROXMOX_FORBIDDEN" || result.msg === undefined) return result;
  const denial = readDenial(result.msg);
  if (denial?.kind !== "privilege" && denial?.kind !== "unnamed") return result;
  try {
    const rights = await client.get<Rights>("/access/permissions");
    const known = describe(rights, client.identity, denial.kind === "privilege" ? denial.privileges : []);
    return known === undefined ? result : { ...result, msg: `${result.msg}. ${known}` };
  } catch {
    // The refusal is what counts; more about it would only have been kind.
    return result;
  }
}

const SHOWN = 3;

function describe(rights: Rights, identity: string, privileges: readonly string[]): string | undefined {
  const paths = Object.keys(rights).toSorted();
  if (paths.length === 0) {
    return identity.includes("!")
      ? `${identity} has no rights anywhere: with privilege separation a token has only what it is granted itself, and only what its user has too`
      : `${identity} has no rights anywhere`;
  }
  const elsewhere = paths.filter((path) => privileges.some((name) => Object.hasOwn(rights[path] ?? {}, name)));
  if (elsewhere.length === 0) return undefined;
  const more = elsewhere.length > SHOWN ? ` and ${elsewhere.length - SHOWN} more` : "";
  return `${identity} has ${privileges.join(" or ")} on ${elsewhere.slice(0, SHOWN).join(", ")}${more}`;
}
