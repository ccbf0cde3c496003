import { HintedError } from "../../core/errors.ts";
import { type AccessModel, type AclEntry, privilegesOn } from "../../core/proxmox/access/effective.ts";
import type { Change, Current } from "./change.ts";

/** The privilege that lets its holder change entries. */
export const ADMINISTRATIVE = "Permissions.Modify";

/**
 * Refuses changes after which who asks for them could not change a path any more that it can change now: not the paths
 * concerned, and not the whole cluster. @throws HintedError ACCESS_LOCKOUT
 */
export function checkLockout({ caller }: Pick<Current, "caller">, changes: readonly Change[]): void {
  if (caller === undefined || changes.length === 0) return;
  const { identity, model } = caller;
  const after: AccessModel = { ...model, acl: changes.reduce(changed, model.acl) };
  const paths = new Set(["/", ...changes.map(({ path }) => path)]);
  const lost = [...paths].find(
    (path) =>
      privilegesOn(model, identity, path).has(ADMINISTRATIVE) &&
      !privilegesOn(after, identity, path).has(ADMINISTRATIVE),
  );
  if (lost === undefined) return;
  throw new HintedError(
    "ACCESS_LOCKOUT",
    `This takes ${ADMINISTRATIVE} on ${lost} from ${identity}, which asks for it`,
    {
      hint: "Keep an entry for it, use a credential with rights of its own, or set 'force: true'",
    },
  );
}

/** The entries after a change. */
function changed(acl: readonly AclEntry[], change: Change): readonly AclEntry[] {
  const { path, type, ugid, roles, propagate } = change;
  const others = acl.filter(
    (entry) => !(entry.path === path && entry.type === type && entry.ugid === ugid && roles.includes(entry.roleid)),
  );
  if (change.kind === "revoke") return others;
  return [...others, ...roles.map((roleid) => ({ path, type, ugid, roleid, propagate: propagate ? 1 : 0 }))];
}
