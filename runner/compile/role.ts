import type { Origin } from "../../core/errors.ts";
import { type Dict, TemplateText, type Value } from "../../core/values.ts";
import { originOfItem, originOfKey } from "../../core/yaml/index.ts";
import { findRole, type FoundRole, missingFile, roleFile, roleVariables } from "../load/role-files.ts";
import { type CompileContext, requireDict, type TaskPlace } from "./context.ts";
import { syntaxFault } from "./fault.ts";
import type { Level } from "./level.ts";
import type { Node, Role, Task } from "./model.ts";
import { roleFullName } from "./model.ts";
import { compileHandlers, compileNodes } from "./nodes.ts";
import { type RoleEntry, readRoleEntry } from "./role-entry.ts";
import { roleValidation } from "./role-validation.ts";
import { isOmit, type Scope } from "../template/index.ts";
import { implicitMeta } from "./task.ts";
import { valueKey } from "./value-key.ts";

/** Files of a role asked for by name in place of `main`. */
export type FromFiles = Readonly<Partial<Record<"tasks" | "vars" | "defaults" | "handlers", string>>>;

/** How a role is used: by an entry of `roles`, a dependency, or an import or include. */
export interface RoleUse {
  readonly name: string;
  /** Keywords of the entry, which its tasks inherit. */
  readonly keywords: Dict;
  readonly params: Dict;
  readonly entryVars: Dict;
  readonly fromFiles: FromFiles;
  readonly level: Level;
  readonly chain: readonly Role[];
  readonly fromInclude: boolean;
  readonly isPublic: boolean;
  /** From the import or include; a role's own meta decides otherwise. */
  readonly allowDuplicates: boolean | undefined;
  readonly validate: boolean;
  readonly origin: Origin | undefined;
}

/**
 * Loads a role with its dependencies and compiles its tasks and handlers for one use of it.
 * @throws HintedError FILE_NOT_FOUND, PLAYBOOK_SYNTAX, and as compileTask
 */
export function loadRole(use: RoleUse, place: TaskPlace, context: CompileContext): Role {
  const found = findRole(use.name, {
    playDir: context.playDir,
    rolesPath: context.settings.rolesPath,
    neighbourOf: use.chain.at(-1)?.path,
    collections: context.collections,
    collectionNames: place.collections,
    origin: use.origin,
  });
  refuseCycle(use, found);
  const meta = readMeta(found, context);
  const tasks: Node[] = [];
  const handlers: Task[] = [];
  const dependencies: Role[] = [];
  const role = describeRole({ use, found, tasks, handlers, dependencies, meta }, context);
  const level = roleLevel(use, role);
  for (const entry of dependencyEntries(meta, found)) {
    dependencies.push(loadRole(dependencyUse(entry, role, { level, use }), { ...place, role, level }, context));
  }
  const inner: TaskPlace = {
    ...place,
    role,
    level,
    collections: roleCollections(meta, found),
    handlers: false,
    file: "",
  };
  for (const dependency of dependencies) {
    tasks.push(...dependency.tasks);
    handlers.push(...dependency.handlers);
  }
  tasks.push(...ownTasks({ use, role, meta }, inner, context), implicitMeta("role_complete", level, role));
  handlers.push(...ownHandlers(use, inner, context));
  return role;
}

/** `tasks_from`, `vars_from`, `defaults_from`, `handlers_from` of an import, known before the run. */
export function fromFilesOf(named: Dict, context: CompileContext, scope: Scope): FromFiles {
  const files: Record<string, string> = {};
  for (const key of ["tasks", "vars", "defaults", "handlers"] as const) {
    const given = named.get(`${key}_from`);
    const value = given instanceof TemplateText ? context.templar.evaluate(given, scope) : given;
    if (value === undefined || value === null || isOmit(value)) continue;
    if (typeof value !== "string") {
      throw syntaxFault(`'${key}_from' is not a text`, "Give the name of a file of the role", undefined);
    }
    files[key] = value;
  }
  return files;
}

interface RoleParts {
  readonly use: RoleUse;
  readonly found: FoundRole;
  readonly meta: Dict;
  readonly tasks: readonly Node[];
  readonly handlers: readonly Task[];
  readonly dependencies: readonly Role[];
}

function describeRole(parts: RoleParts, context: CompileContext): Role {
  const { use, found, meta, tasks, handlers, dependencies } = parts;
  const variables = (sub: "vars" | "defaults"): Dict =>
    roleVariables(found.path, { sub, main: use.fromFiles[sub] }, context.files);
  return {
    kind: "role",
    name: found.name,
    collection: found.collection,
    path: found.path,
    key: useKey(use, found),
    params: use.params,
    entryVars: use.entryVars,
    defaults: variables("defaults"),
    vars: variables("vars"),
    dependencies,
    chain: use.chain,
    allowDuplicates: use.allowDuplicates ?? meta.get("allow_duplicates") === true,
    isPublic: use.isPublic,
    tasks,
    handlers,
  };
}

/** Two uses with the same key count as the same role run twice. */
function useKey(use: RoleUse, found: FoundRole): string {
  const when = use.keywords.get("when");
  const tags = use.keywords.get("tags");
  const fromFiles: Dict = new Map(Object.entries(use.fromFiles));
  const parts: readonly (Value | undefined)[] = [found.path, use.params, when, tags, fromFiles, use.entryVars];
  return `${parts.map(valueKey).join(" ")} ${use.fromInclude}`;
}

/** What the role's tasks inherit from; tasks below an import or include also learn who their caller's role is. */
function roleLevel(use: RoleUse, role: Role): Level {
  const caller = use.fromInclude ? use.chain.at(-1) : undefined;
  const params: Dict = new Map(caller?.params);
  if (caller) {
    const callers = use.chain.toReversed();
    params.set("ansible_parent_role_names", callers.map(roleFullName));
    params.set(
      "ansible_parent_role_paths",
      callers.map((parent) => parent.path),
    );
  }
  return {
    kind: "role",
    keywords: use.keywords,
    vars: role.entryVars,
    parent: use.level,
    params: params.size > 0 ? params : undefined,
  };
}

function ownTasks(
  { use, role, meta }: { use: RoleUse; role: Role; meta: Dict },
  place: TaskPlace,
  context: CompileContext,
): readonly Node[] {
  const main = use.fromFiles.tasks;
  const file = roleFile(role.path, "tasks", main);
  if (file === undefined && main !== undefined) throw missingFile(role.path, `tasks/${main}`).at(use.origin);
  const validation = use.validate
    ? roleValidation({ role, meta, entryPoint: main ?? "main", origin: use.origin }, place, context)
    : [];
  if (file === undefined) return validation;
  return [...validation, ...compileNodes(context.files.yaml(file), { ...place, file }, context)];
}

function ownHandlers(use: RoleUse, place: TaskPlace, context: CompileContext): readonly Task[] {
  const main = use.fromFiles.handlers;
  const file = roleFile(place.role?.path ?? "", "handlers", main);
  if (file === undefined && main !== undefined)
    throw missingFile(place.role?.path ?? "", `handlers/${main}`).at(use.origin);
  return file === undefined ? [] : compileHandlers(context.files.yaml(file), { ...place, file }, context);
}

function readMeta(found: FoundRole, context: CompileContext): Dict {
  const file = roleFile(found.path, "meta");
  const meta = file === undefined ? null : context.files.yaml(file);
  return meta === null ? new Map() : requireDict(meta, "Role metadata", { file: file ?? "", line: 1, column: 1 });
}

function dependencyEntries(meta: Dict, found: FoundRole): readonly RoleEntry[] {
  const given = meta.get("dependencies") ?? [];
  if (Array.isArray(given)) return given.map((entry, index) => readRoleEntry(entry, originOfItem(given, index)));
  throw syntaxFault(
    `'dependencies' of role '${found.name}' is not a list`,
    "List the roles it needs",
    originOfKey(meta, "dependencies"),
  );
}

function dependencyUse(entry: RoleEntry, role: Role, { level, use }: { level: Level; use: RoleUse }): RoleUse {
  const { name } = entry;
  if (typeof name !== "string") {
    throw syntaxFault(
      `A dependency of role '${role.name}' has a template for a name`,
      "Write the name out",
      entry.origin,
    );
  }
  return {
    ...entry,
    name,
    fromFiles: {},
    level,
    chain: [...role.chain, role],
    fromInclude: false,
    isPublic: use.isPublic,
    allowDuplicates: undefined,
    validate: true,
  };
}

function roleCollections(meta: Dict, found: FoundRole): readonly string[] {
  const given = meta.get("collections");
  const named = Array.isArray(given) ? given.filter((name) => typeof name === "string") : [];
  return found.collection === undefined ? named : [found.collection, ...named];
}

function refuseCycle(use: RoleUse, found: FoundRole): void {
  if (use.fromInclude || !use.chain.some((parent) => parent.path === found.path)) return;
  const path = [...use.chain.map((parent) => parent.name), found.name].join(" -> ");
  throw syntaxFault(
    `Role depends on itself: ${path}`,
    "Remove one of these dependencies from meta/main.yml",
    use.origin,
  );
}
