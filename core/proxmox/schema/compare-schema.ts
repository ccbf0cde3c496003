import type { ApiSchema, MethodSchema, PropertyMap, PropertySchema } from "./api-schema.ts";
import type { PublishedMethods } from "./apidoc.ts";

/** How a method of a server differs from the one known. Parameters by name, keys of property strings as `net[n].queues`. */
export interface MethodDifference {
  /** Parameters the server has beside those known. */
  readonly added: readonly string[];
  /** Parameters the server does not have. */
  readonly removed: readonly string[];
  /** Parameters that are told otherwise, each with what changed: `type: string, was integer`. */
  readonly changed: Readonly<Record<string, readonly string[]>>;
  /** Whether other privileges are asked for. */
  readonly permissions: boolean;
}

/** How a server's API differs from the schema known. */
export interface SchemaDifference {
  /** Methods the server does not have. */
  readonly removed: readonly string[];
  readonly methods: Readonly<Record<string, MethodDifference>>;
}

/** What a server says of itself against what is known, for all methods that are known; others do not matter. */
export function compareSchemas(known: ApiSchema, published: PublishedMethods): SchemaDifference {
  const keys = Object.keys(known.methods);
  const methods = keys.flatMap((key) => {
    const [ours, theirs] = [known.methods[key], published[key]];
    const difference = ours && theirs && compareMethods(ours, theirs);
    return difference && !isNone(difference) ? [[key, difference] as const] : [];
  });
  return { removed: keys.filter((key) => !(key in published)), methods: Object.fromEntries(methods) };
}

/** Whether something that is known is gone or needs more than before; what is only new harms nobody. */
export function mayBreak({ added, removed, changed, permissions }: MethodDifference): boolean {
  return (
    removed.length > 0 ||
    permissions ||
    added.some((name) => name.endsWith(REQUIRED)) ||
    Object.keys(changed).length > 0
  );
}

const REQUIRED = " (required)";

function compareMethods(ours: MethodSchema, theirs: MethodSchema): MethodDifference {
  const [before, after] = [flat(ours.parameters?.properties ?? {}), flat(theirs.parameters?.properties ?? {})];
  const changed = [...before].flatMap(([name, property]) => {
    const now = after.get(name);
    const facts = now === undefined ? [] : changes(property, now);
    return facts.length === 0 ? [] : [[name, facts] as const];
  });
  return {
    added: [...after]
      .filter(([name]) => !before.has(name))
      .map(([name, property]) => name + (isRequired(property) ? REQUIRED : ""))
      .toSorted(),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed: Object.fromEntries(changed),
    permissions: ruleOf(ours) !== ruleOf(theirs),
  };
}

function isNone({ added, removed, changed, permissions }: MethodDifference): boolean {
  return added.length + removed.length + Object.keys(changed).length === 0 && !permissions;
}

/** Parameters with the keys of their property strings below them. */
function flat(properties: PropertyMap): ReadonlyMap<string, PropertySchema> {
  const all = Object.entries(properties).flatMap(([name, property]) => {
    const keys = typeof property.format === "object" ? Object.entries(property.format) : [];
    return [[name, property] as const, ...keys.map(([key, part]) => [`${name}.${key}`, part] as const)];
  });
  return new Map(all);
}

function isRequired({ optional }: PropertySchema): boolean {
  // Servers write some of these flags as texts.
  return String(optional ?? 0) !== "1";
}

/** What a caller would notice; texts, defaults and patterns are left to the server. */
function changes(ours: PropertySchema, theirs: PropertySchema): readonly string[] {
  const facts: readonly (readonly [string, string, string])[] = [
    ["type", ours.type ?? "any", theirs.type ?? "any"],
    ["minimum", bound(ours.minimum), bound(theirs.minimum)],
    ["maximum", bound(ours.maximum), bound(theirs.maximum)],
    ["maximum length", bound(ours.maxLength), bound(theirs.maxLength)],
  ];
  const told = facts
    .filter(([, before, now]) => before !== now)
    .map(([fact, before, now]) => `${fact}: ${now}, was ${before}`);
  return [
    ...told,
    ...(isRequired(theirs) && !isRequired(ours) ? ["now required"] : []),
    ...missing(ours.enum, theirs.enum).map((value) => `value ${value} is gone`),
    ...(ours.enum ? missing(theirs.enum, ours.enum).map((value) => `value ${value} is new`) : []),
  ];
}

function bound(value: number | string | undefined): string {
  return value === undefined ? "none" : String(Number(value));
}

function missing(from: readonly string[] | undefined, now: readonly string[] | undefined): readonly string[] {
  return (from ?? []).filter((value) => now !== undefined && !now.includes(value));
}

function ruleOf({ permissions }: MethodSchema): string {
  return JSON.stringify([permissions?.user ?? null, permissions?.check ?? null]);
}
