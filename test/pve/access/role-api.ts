import { failure, parameterError } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import { forgetRole } from "./acl-store.ts";
import { builtInRoles, rolePrivileges } from "./roles.ts";

/** Roles. */
export const roleHandlers: Handlers = {
  "GET /access/roles": list,
  "POST /access/roles": create,
  "GET /access/roles/{roleid}": show,
  "PUT /access/roles/{roleid}": update,
  "DELETE /access/roles/{roleid}": remove,
};

function list({ services: { state } }: Call): unknown[] {
  const row =
    (special: 0 | 1) =>
    ([roleid, privileges]: readonly [string, ReadonlySet<string>]) => ({
      roleid,
      privs: [...privileges].sort().join(","),
      special,
    });
  return [...[...builtInRoles(state.version)].map(row(1)), ...[...state.roles].map(row(0))];
}

function create({ params, services: { state } }: Call): null {
  const role = params.need("roleid");
  if (/^pve/i.test(role))
    throw parameterError({ roleid: "cannot use role ID starting with the (case-insensitive) 'PVE' namespace" });
  if (rolePrivileges(state, role)) throw failure(`create role failed: role '${role}' already exists`);
  state.roles.set(role, new Set(params.list("privs")));
  return null;
}

function show({ params, services: { state } }: Call): Record<string, 1> {
  const role = params.need("roleid");
  const privileges = rolePrivileges(state, role);
  if (!privileges) throw failure(`role '${role}' does not exist`);
  return Object.fromEntries([...privileges].map((privilege) => [privilege, 1]));
}

function update({ params, services: { state } }: Call): null {
  const role = params.need("roleid");
  if (builtInRoles(state.version).has(role)) throw failure(`auto-generated role '${role}' cannot be modified`);
  const before = state.roles.get(role);
  if (!before) throw failure(`update role failed: role '${role}' does not exist`);
  state.roles.set(role, new Set([...(params.flag("append") ? before : []), ...params.list("privs")]));
  return null;
}

function remove({ params, services: { state } }: Call): null {
  const role = params.need("roleid");
  if (builtInRoles(state.version).has(role)) throw failure(`auto-generated role '${role}' cannot be deleted`);
  if (!state.roles.delete(role)) throw failure(`delete role failed: role '${role}' does not exist`);
  forgetRole(state, role);
  return null;
}
