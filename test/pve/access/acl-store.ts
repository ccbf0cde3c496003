import type { AclNode, State } from "../state.ts";

/** The kinds of subjects an access control entry can name. */
export type SubjectKind = "users" | "groups" | "tokens";

/** The entry of a path, made when there is none yet. */
export function aclNode(state: State, path: string): AclNode {
  const known = state.acl.get(path);
  if (known) return known;
  const node: AclNode = { users: new Map(), groups: new Map(), tokens: new Map() };
  state.acl.set(path, node);
  return node;
}

/** Grants a role on a path. */
export function grant(
  state: State,
  path: string,
  { kind, id, role, propagate }: { kind: SubjectKind; id: string; role: string; propagate: boolean },
): void {
  const subjects = aclNode(state, path)[kind];
  const roles = subjects.get(id) ?? new Map<string, boolean>();
  roles.set(role, propagate);
  subjects.set(id, roles);
}

/** Takes a role on a path away; nothing happens when it was not granted. */
export function revoke(
  state: State,
  path: string,
  { kind, id, role }: { kind: SubjectKind; id: string; role: string },
): void {
  const node = state.acl.get(path);
  const roles = node?.[kind].get(id);
  roles?.delete(role);
  if (roles?.size === 0) node?.[kind].delete(id);
  if (node) dropEmpty(state, path, node);
}

/** Forgets every entry of a subject. */
export function forgetSubject(state: State, kind: SubjectKind, id: string): void {
  for (const [path, node] of state.acl) {
    node[kind].delete(id);
    dropEmpty(state, path, node);
  }
}

/** Forgets every entry with a role. */
export function forgetRole(state: State, role: string): void {
  for (const [path, node] of state.acl) {
    for (const kind of ["users", "groups", "tokens"] as const) {
      for (const id of node[kind].keys()) revoke(state, path, { kind, id, role });
    }
  }
}

function dropEmpty(state: State, path: string, node: AclNode): void {
  if (node.users.size + node.groups.size + node.tokens.size === 0) state.acl.delete(path);
}
