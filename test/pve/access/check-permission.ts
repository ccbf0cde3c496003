import type { PermissionRule, PermissionTest } from "../../../core/proxmox/schema/api-schema.ts";
import { splitList, type RawValue } from "../params.ts";
import { failure, forbidden, PveError } from "../pve-error.ts";
import type { State } from "../state.ts";
import { normalizeAclPath } from "./acl-path.ts";
import type { Permissions } from "./permissions.ts";
import { isRoot, type Principal } from "./principal.ts";
import { parseUserId } from "./user-id.ts";

/** What a permission test is about: who calls, with which parameters (unchecked as yet). */
export interface Subject {
  readonly state: State;
  readonly permissions: Permissions;
  readonly principal: Principal;
  readonly params: ReadonlyMap<string, RawValue>;
}

/** Evaluates a method's permission rule. @throws PveError 403, or 500 for a malformed or unknown user the rule is about. */
export function checkPermission(rule: PermissionRule | undefined, subject: Subject): void {
  if (rule?.user === "world" || isRoot(subject.principal)) return;
  if (!rule) throw forbidden("user != root@pam");
  if (rule.user === "all") return;
  if (!rule.check) throw forbidden("user != root@pam");
  evaluate(rule.check, subject);
}

function evaluate(test: PermissionTest, subject: Subject): void {
  const [kind, ...args] = test;
  switch (kind) {
    case "and":
      for (const part of args) evaluate(asTest(part), subject);
      return;
    case "or":
      if (!args.some((part) => passes(asTest(part), subject))) throw forbidden();
      return;
    case "perm":
      checkPerm(args, subject);
      return;
    case "perm-modify":
      checkModify(args, subject);
      return;
    case "userid-param":
      checkUserParam(args[0], subject);
      return;
    case "userid-group":
      checkUserGroup(args, subject);
      return;
    default:
      throw new TypeError(`Unknown permission test: ${kind}`);
  }
}

/** Inside `or`, a failing part is no failure of the whole. */
function passes(test: PermissionTest, subject: Subject): boolean {
  try {
    evaluate(test, subject);
    return true;
  } catch (error) {
    if (error instanceof PveError) return false;
    throw error;
  }
}

function asTest(value: unknown): PermissionTest {
  if (!Array.isArray(value) || typeof value[0] !== "string") throw new TypeError("A permission test must be a list");
  return [value[0], ...value.slice(1)];
}

function asNames(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

function param(subject: Subject, name: string): string {
  const value = subject.params.get(name);
  return typeof value === "string" ? value : "";
}

/** `/vms/{vmid}` with the call's parameters in it, or an empty path when a parameter has characters no path may have. */
function pathOf(template: unknown, subject: Subject): string {
  const filled = String(template).replaceAll(/\{([^}]+)\}/g, (_all, name: string) => param(subject, name));
  return normalizeAclPath(filled) ?? "";
}

function checkPerm([template, privileges, ...options]: readonly unknown[], subject: Subject): void {
  const { permissions, principal } = subject;
  const required = options[options.indexOf("require_param") + 1];
  if (options.includes("require_param") && param(subject, String(required)) === "") throw forbidden();
  const path = pathOf(template, subject);
  const names = asNames(privileges);
  const any = options[options.indexOf("any") + 1] === 1 && options.includes("any");
  if (path === "") throw forbidden(`, ${any ? names.join("|") : names[0]}`);
  if (any) permissions.checkAny(principal, path, ...names);
  else permissions.check(principal, path, ...names);
}

/** Managers of a guest, storage or pool may change its ACL too. */
function checkModify([template]: readonly unknown[], { permissions, principal, ...rest }: Subject): void {
  const path = pathOf(template, { permissions, principal, ...rest });
  if (path === "") return;
  const owner = /^\/storage\/./.test(path)
    ? "Datastore.Allocate"
    : /^\/vms\/./.test(path)
      ? "VM.Allocate"
      : /^\/pool\/./.test(path)
        ? "Pool.Allocate"
        : undefined;
  permissions.checkAny(principal, path, "Permissions.Modify", ...(owner === undefined ? [] : [owner]));
}

function checkUserParam(kind: unknown, subject: Subject): void {
  const { realm, userid } = parseUserId(param(subject, "userid"));
  if (kind === "self") {
    if (subject.principal.name !== userid) throw forbidden();
    return;
  }
  subject.permissions.check(subject.principal, `/access/realm/${realm}`, "Realm.AllocateUser");
}

function checkUserGroup([privileges, ...options]: readonly unknown[], subject: Subject): void {
  const { permissions, principal, state } = subject;
  const names = asNames(privileges);
  const groupsParam = options[options.indexOf("groups_param") + 1];
  const withGroups = options.includes("groups_param");
  const userid = param(subject, "userid");
  const existing = groupsParam !== "create" || !withGroups;
  if (existing) requireUser(state, userid);
  if (permissions.has(principal.name, "/access/groups", { privileges: names, any: true })) return;
  const allowed = (group: string): boolean =>
    permissions.has(principal.name, `/access/groups/${group}`, { privileges: names, any: true });
  if (withGroups) {
    const given = splitList(param(subject, "groups"));
    if (given.length === 0) throw forbidden(`/access/groups, ${names.join("|")}`);
    const refused = given.find((group) => !allowed(group));
    if (refused !== undefined) throw forbidden(`/access/groups/${refused}, ${names.join("|")}`);
  }
  const memberships = [...(state.users.get(userid)?.groups ?? [])];
  if (existing && !memberships.some(allowed)) throw forbidden();
}

/** Requires that the user exists. @throws PveError 500 as the API words it. */
export function requireUser(state: State, userid: string): void {
  parseUserId(userid);
  if (!state.users.has(userid)) throw failure(`no such user ('${userid}')`);
}
