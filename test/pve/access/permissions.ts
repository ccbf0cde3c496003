import { forbidden } from "../pve-error.ts";
import type { AclNode, State } from "../state.ts";
import type { Principal } from "./principal.ts";
import { rolePrivileges } from "./roles.ts";
import { splitTokenId } from "./user-id.ts";

/** Roles or privileges with their propagate flag. */
type Flags = Map<string, boolean>;

/** Paths that `GET /access/permissions` always looks at. */
const TOP_LEVEL = ["/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms"];

/**
 * Effective permissions, by PVE's rules: a more specific path replaces what is inherited, a user's own entry overrides its
 * groups' on the same path, roles on one path add up, NoAccess wins, pools lend their roles to their members, and a token
 * with privilege separation has what both it and its user have.
 */
export class Permissions {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** The privileges of a user or token on a path, each with whether it propagates. */
  privileges(name: string, path: string): ReadonlyMap<string, boolean> {
    if (name === "root@pam")
      return new Map([...(rolePrivileges(this.#state, "Administrator") ?? [])].map((privilege) => [privilege, true]));
    const { userid, tokenid } = splitTokenId(name);
    if (tokenid === undefined) return this.#ofRoles(this.#roles(name, path));
    const token = this.#state.users.get(userid)?.tokens.get(tokenid);
    if (!token) return new Map();
    const user = this.privileges(userid, path);
    if (!token.privsep) return user;
    const own = this.#ofRoles(this.#roles(name, path));
    return new Map(
      [...own]
        .filter(([privilege]) => user.has(privilege))
        .map(([privilege, flag]) => [privilege, flag && user.get(privilege) === true]),
    );
  }

  /** Whether all the privileges (or any, with `any`) are held on the path. */
  has(
    name: string,
    path: string,
    { privileges, any = false }: { privileges: readonly string[]; any?: boolean },
  ): boolean {
    const held = this.privileges(name, path);
    return any
      ? privileges.some((privilege) => held.has(privilege))
      : privileges.every((privilege) => held.has(privilege));
  }

  /** Requires all the privileges. @throws PveError 403 naming the path and the first missing one. */
  check(principal: Principal, path: string, ...privileges: readonly string[]): void {
    const held = this.privileges(principal.name, path);
    const missing = privileges.find((privilege) => !held.has(privilege));
    if (missing !== undefined) throw forbidden(`${path}, ${missing}`);
  }

  /** Requires one of the privileges. @throws PveError 403 naming the path and all of them. */
  checkAny(principal: Principal, path: string, ...privileges: readonly string[]): void {
    if (!this.has(principal.name, path, { privileges, any: true })) throw forbidden(`${path}, ${privileges.join("|")}`);
  }

  /** All permissions of a user or token by path, as the API reports them; paths without any are left out. */
  effective(name: string): Map<string, ReadonlyMap<string, boolean>> {
    const paths = new Set([...TOP_LEVEL, ...this.#state.acl.keys()]);
    for (const pool of this.#state.pools.values()) {
      for (const vmid of pool.vms) paths.add(`/vms/${vmid}`);
      for (const storage of pool.storages) paths.add(`/storage/${storage}`);
    }
    const all = [...paths].map((path) => [path, this.privileges(name, path)] as const);
    return new Map(all.filter(([, privileges]) => privileges.size > 0));
  }

  #ofRoles(roles: Flags): Flags {
    const privileges: Flags = new Map();
    for (const [role, propagate] of roles) {
      for (const privilege of rolePrivileges(this.#state, role) ?? []) {
        privileges.set(privilege, privileges.get(privilege) === true || propagate);
      }
    }
    return privileges;
  }

  #roles(name: string, path: string): Flags {
    const roles = this.#aclRoles(name, path);
    const lent = this.#poolRoles(name, path);
    if (!lent || roles.has("NoAccess")) return roles;
    if (lent.has("NoAccess")) return new Map([["NoAccess", false]]);
    for (const role of lent) if (!roles.has(role)) roles.set(role, false);
    return roles;
  }

  #poolRoles(name: string, path: string): Set<string> | undefined {
    const [, kind, id, rest] = path.split("/");
    if (id === undefined || rest !== undefined || (kind !== "vms" && kind !== "storage")) return undefined;
    let lent: Set<string> | undefined;
    for (const [pool, members] of this.#state.pools) {
      if (!(kind === "vms" ? members.vms.has(Number(id)) : members.storages.has(id))) continue;
      for (const role of this.#aclRoles(name, `/pool/${pool}`).keys()) (lent ??= new Set()).add(role);
    }
    return lent;
  }

  #aclRoles(name: string, path: string): Flags {
    let roles: Flags = new Map();
    for (const prefix of prefixes(path)) {
      const node = this.#state.acl.get(prefix);
      const found = node && this.#nodeRoles(name, node, prefix === path);
      if (found) roles = found;
    }
    return roles.has("NoAccess") ? new Map([["NoAccess", roles.get("NoAccess") === true]]) : roles;
  }

  /** The roles one ACL entry gives; undefined when it says nothing about the name. */
  #nodeRoles(name: string, node: AclNode, final: boolean): Flags | undefined {
    const { userid, tokenid } = splitTokenId(name);
    const own = applying((tokenid === undefined ? node.users : node.tokens).get(name), final);
    if (own || tokenid !== undefined) return own;
    let roles: Flags | undefined;
    for (const group of this.#state.users.get(userid)?.groups ?? []) {
      const given = applying(node.groups.get(group), final);
      if (given) roles = new Map([...(roles ?? []), ...given]);
    }
    return roles;
  }
}

/** The roles that hold on the path itself (`final`) or reach below it by propagation. */
function applying(roles: ReadonlyMap<string, boolean> | undefined, final: boolean): Flags | undefined {
  if (!roles) return undefined;
  const kept = [...roles].filter(([, propagate]) => final || propagate);
  return kept.length === 0 ? undefined : new Map(kept);
}

/** `/`, `/vms`, `/vms/100` for `/vms/100`. */
function prefixes(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return ["/", ...parts.map((_part, index) => `/${parts.slice(0, index + 1).join("/")}`)];
}
