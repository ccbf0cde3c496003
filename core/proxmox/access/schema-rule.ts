import type { PermissionRule, PermissionTest } from "../schema/api-schema.ts";
import { aclPath } from "./acl-path.ts";
import { type AclPath, all, any, need, NOTHING, type Requirement } from "./requirement.ts";
import { unknownIn } from "./unknown.ts";

type Params = Readonly<Record<string, string>>;

/** What a method's permission rule in the schema asks of a call with these parameters (source: the rule forms of PVE's API schema). */
export function schemaRequirement(rule: PermissionRule | undefined, params: Params): Requirement {
  if (rule?.user === "world" || rule?.user === "all") return NOTHING;
  return rule?.check ? test(rule.check, params) : { kind: "root", reason: "user != root@pam" };
}

function test([kind, ...args]: PermissionTest, params: Params): Requirement {
  switch (kind) {
    case "and":
      return all(...args.map((part) => test(asTest(part), params)));
    case "or":
      return any(...args.map((part) => test(asTest(part), params)));
    case "perm":
      return perm(args, params);
    case "perm-modify":
      return modify(aclPath(params["path"] ?? "", {}));
    case "userid-param":
      return userParam(args[0], params);
    case "userid-group":
      return userGroup(args, params);
    default:
      throw new TypeError(`Unknown permission test: ${kind}`);
  }
}

function perm([template, privileges, ...options]: readonly unknown[], params: Params): Requirement {
  const required = optionOf(options, "require_param");
  if (typeof required === "string" && (params[required] ?? "") === "")
    return { kind: "root", reason: `needs '${required}'` };
  const path = aclPath(String(template), params);
  const names = namesOf(privileges);
  if (optionOf(options, "any") === 1) return need(path, ...new Set(names));
  return all(...names.map((name) => need(path, name)));
}

/** Who may change the ACL of a path: with Permissions.Modify, or as manager of the guest, storage or pool it is about. */
export function modify(path: AclPath): Requirement {
  const [, kind, object] = path.path.split("/");
  const owner = object === undefined && path.below === undefined ? undefined : OWNERS[kind ?? ""];
  return need(path, "Permissions.Modify", ...(owner === undefined ? [] : [owner]));
}

const OWNERS: Readonly<Record<string, string>> = {
  storage: "Datastore.Allocate",
  vms: "VM.Allocate",
  pool: "Pool.Allocate",
};

/** A token is never `self`: the server compares the whole name. */
function userParam(kind: unknown, params: Params): Requirement {
  if (kind === "self") return { kind: "root", reason: "only the user in person" };
  const userid = params["userid"] ?? "";
  const realm = unknownIn(userid) ? "" : (userid.split("@").at(-1) ?? "");
  return need(aclPath("/access/realm/{realm}", { realm }), String(kind));
}

/** The privileges on all groups, or for a new user on each of the groups it shall be in. Who is in which group only the server knows. */
function userGroup([privileges, ...options]: readonly unknown[], params: Params): Requirement {
  const names = namesOf(privileges);
  const everywhere = need({ path: "/access/groups" }, ...names);
  const groups = (params["groups"] ?? "").split(",").filter((group) => group !== "");
  if (optionOf(options, "groups_param") !== "create" || groups.length === 0) return everywhere;
  return any(
    all(...groups.map((groupid) => need(aclPath("/access/groups/{groupid}", { groupid }), ...names))),
    everywhere,
  );
}

function optionOf(options: readonly unknown[], name: string): unknown {
  const at = options.indexOf(name);
  return at === -1 ? undefined : options[at + 1];
}

function namesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

function asTest(value: unknown): PermissionTest {
  if (!Array.isArray(value) || typeof value[0] !== "string") throw new TypeError("A permission test must be a list");
  return [value[0], ...value.slice(1)];
}
