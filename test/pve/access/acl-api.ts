import { failure, parameterError } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { AclNode, State } from "../state.ts";
import { isAclPath, normalizeAclPath } from "./acl-path.ts";
import { grant, revoke, type SubjectKind } from "./acl-store.ts";
import { rolePrivileges } from "./roles.ts";
import { splitTokenId } from "./user-id.ts";

/** Access control entries. */
export const aclHandlers: Handlers = { "GET /access/acl": list, "PUT /access/acl": update };

const TYPE = { users: "user", groups: "group", tokens: "token" } as const;
const KINDS = ["users", "groups", "tokens"] as const;

function list(call: Call): unknown[] {
  const { permissions, state } = call.services;
  const all = permissions.has(call.principal.name, "/access", { privileges: ["Sys.Audit"] });
  const visible = [...state.acl].filter(
    ([path]) => all || permissions.has(call.principal.name, path, { privileges: ["Permissions.Modify"] }),
  );
  return visible.flatMap(([path, node]) =>
    KINDS.flatMap((kind) => entries(node, kind).map((entry) => ({ path, ...entry }))),
  );
}

function entries(node: AclNode, kind: SubjectKind): Record<string, unknown>[] {
  return [...node[kind]].flatMap(([ugid, roles]) =>
    [...roles].map(([roleid, propagate]) => ({ type: TYPE[kind], ugid, roleid, propagate: propagate ? 1 : 0 })),
  );
}

function update(call: Call): null {
  const { params, services } = call;
  const subjects = KINDS.flatMap((kind) => params.list(kind).map((id) => ({ kind, id })));
  if (!KINDS.some((kind) => params.has(kind))) {
    const complaint = "either 'users', 'groups' or 'tokens' is required.";
    throw parameterError({ users: complaint, groups: complaint, tokens: complaint });
  }
  const path = normalizeAclPath(params.need("path"));
  if (path === undefined || !isAclPath(path))
    throw parameterError({ path: `invalid ACL path '${params.need("path")}'` });
  const roles = params.list("roles");
  for (const role of roles) checkGrantable(call, path, role);
  for (const { kind, id } of subjects) requireSubject(services.state, kind, id);
  const change = params.flag("delete") ? revoke : grant;
  for (const role of roles) {
    for (const { kind, id } of subjects)
      change(services.state, path, { kind, id, role, propagate: params.flag("propagate", true) });
  }
  return null;
}

/** The role must exist; who may change the path only as its manager can grant no more than he holds there. */
function checkGrantable(call: Call, path: string, role: string): void {
  const privileges = rolePrivileges(call.services.state, role);
  if (!privileges) throw failure(`ACL update failed: role '${role}' does not exist`);
  const held = call.services.permissions.privileges(call.principal.name, path);
  if (held.has("Permissions.Modify")) return;
  const missing = [...privileges].find((privilege) => !held.has(privilege));
  if (missing === undefined) return;
  throw failure(
    `ACL update failed: 400 Parameter verification failed.\nroles: privilege '${missing}' of role '${role}' can not be granted without holding it`,
  );
}

function requireSubject(state: State, kind: SubjectKind, id: string): void {
  if (kind === "users" && !state.users.has(id)) throw failure(`ACL update failed: user '${id}' does not exist`);
  if (kind === "groups" && !state.groups.has(id)) throw failure(`ACL update failed: group '${id}' does not exist`);
  if (kind !== "tokens") return;
  const { userid, tokenid = "" } = splitTokenId(id);
  if (!state.users.has(userid)) throw failure(`ACL update failed: user '${userid}' does not exist`);
  if (!state.users.get(userid)?.tokens.has(tokenid))
    throw failure(`ACL update failed: no such token '${tokenid}' for user '${userid}'`);
}
