import type { Dict } from "../../core/values.ts";
import type { Role } from "./model.ts";

/** Defaults a role's tasks see, lowest first: its dependencies', those of the roles that asked for it, its own. */
export function roleDefaultLayers(role: Role): readonly Dict[] {
  return [
    ...allDependencies(role).flatMap((dependency) => roleDefaultLayers(dependency)),
    ...role.chain.map((parent) => parent.defaults),
    role.defaults,
  ];
}

/** Variables (not parameters) a role's tasks see, lowest first. */
export function roleVarLayers(role: Role): readonly Dict[] {
  return [
    ...role.chain.flatMap((parent) => [parent.entryVars, parent.vars]),
    ...exportedByDependencies(role),
    role.vars,
    role.entryVars,
  ];
}

/** Variables the whole play sees of a public role, lowest first. */
export function exportedLayers(role: Role): readonly Dict[] {
  return [...exportedByDependencies(role), role.vars];
}

/** Parameters (`- role: x, key: value`) a role's tasks see, lowest first. */
export function roleParamLayers(role: Role): readonly Dict[] {
  return [...role.chain.map((parent) => parent.params), role.params];
}

/** Dependencies and theirs, in the order in which they run. */
export function allDependencies(role: Role): readonly Role[] {
  return role.dependencies.flatMap((dependency) => [...allDependencies(dependency), dependency]);
}

function exportedByDependencies(role: Role): readonly Dict[] {
  return allDependencies(role).flatMap((dependency) => exportedLayers(dependency));
}
