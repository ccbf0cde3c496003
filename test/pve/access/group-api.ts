import { failure } from "../pve-error.ts";
import type { Call, Handlers } from "../services.ts";
import type { State } from "../state.ts";
import { forgetSubject } from "./acl-store.ts";

/** Groups. */
export const groupHandlers: Handlers = {
  "GET /access/groups": list,
  "POST /access/groups": create,
  "GET /access/groups/{groupid}": show,
  "PUT /access/groups/{groupid}": update,
  "DELETE /access/groups/{groupid}": remove,
};

function members(state: State, group: string): string[] {
  return [...state.users.values()].filter((user) => user.groups.has(group)).map(({ userid }) => userid);
}

function comment(text: string): { comment?: string } {
  return text === "" ? {} : { comment: text };
}

function list({ principal, services: { permissions, state } }: Call): unknown[] {
  const may = (group: string): boolean =>
    permissions.has(principal.name, `/access/groups/${group}`, {
      privileges: ["User.Modify", "Sys.Audit", "Group.Allocate"],
      any: true,
    });
  return [...state.groups]
    .filter(([group]) => may(group))
    .map(([groupid, group]) => ({
      groupid,
      users: members(state, groupid).sort().join(","),
      ...comment(group.comment),
    }));
}

function create({ params, services: { state } }: Call): null {
  const group = params.need("groupid");
  if (state.groups.has(group)) throw failure(`create group failed: group '${group}' already exists`);
  state.groups.set(group, { comment: params.get("comment") ?? "" });
  return null;
}

function show({ params, services: { state } }: Call): unknown {
  const name = params.need("groupid");
  const group = state.groups.get(name);
  if (!group) throw failure(`group '${name}' does not exist`);
  return { members: members(state, name), ...comment(group.comment) };
}

function update({ params, services: { state } }: Call): null {
  const name = params.need("groupid");
  const group = state.groups.get(name);
  if (!group) throw failure(`update group failed: group '${name}' does not exist`);
  group.comment = params.get("comment") ?? group.comment;
  return null;
}

function remove({ params, services: { state } }: Call): null {
  const name = params.need("groupid");
  if (!state.groups.delete(name)) throw failure(`delete group failed: group '${name}' does not exist`);
  for (const user of state.users.values()) user.groups.delete(name);
  forgetSubject(state, "groups", name);
  return null;
}
