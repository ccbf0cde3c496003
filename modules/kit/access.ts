import type { AccessCall } from "../../core/proxmox/access/call.ts";
import { unknownIn } from "../../core/proxmox/access/unknown.ts";
import type { AccessWorld } from "../../core/proxmox/access/world.ts";
import { connectionOptions } from "../../core/proxmox/connection-options.ts";
import type { Args, Option, Options } from "../../core/spec/options.ts";
import { type Environment, parseArgs } from "../../core/spec/parse-args.ts";

/**
 * Which calls a module may make, told from its arguments alone, as if the task still had everything to do: the guest to be made is
 * missing, the one to be removed is there. Together with what a second, idle run needs.
 */
export interface AccessDeclaration<S extends Options> {
  readonly options: S;
  /** `isOpen`: some arguments only stand in for values that a run will tell. */
  readonly calls: (args: Args<S>, world: AccessWorld, isOpen: boolean) => readonly AccessCall[];
}

/** A declaration whose own types are hidden: raw arguments in, calls out. */
export interface RunnableAccess {
  /** @throws HintedError OPTION_* for arguments the module would refuse */
  calls(raw: Readonly<Record<string, unknown>>, world: AccessWorld, env: Environment): readonly AccessCall[];
}

/** Gives a module's declaration its types and hides them. Values that only a run will tell may be marks (see `unknown`). */
export function defineAccess<const S extends Options>({ options, calls }: AccessDeclaration<S>): RunnableAccess {
  return {
    calls(raw, world, env) {
      const args = parseArgs(options, fitting(options, raw), { env });
      return calls(args, world, Object.values(raw).some(isMark));
    },
  };
}

/** The module's own arguments. A mark stays where a text may stand; elsewhere a value takes its place that asks for the same rights. */
function fitting(options: Options, raw: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(raw).flatMap(([name, value]): readonly (readonly [string, unknown])[] => {
    if (!Object.hasOwn(options, name) && isConnectionOption(name)) return [];
    if (!isMark(value)) return [[name, withoutOpenSizes(value)]];
    const fit = standIn(optionNamed(options, name), String(value));
    return fit === undefined ? [] : [[name, fit]];
  });
  return Object.fromEntries(entries);
}

/** An id that is open leaves the guest to its name; a state that is open is taken for the default. */
function standIn(option: Option | undefined, mark: string): unknown {
  if (option?.choices) return option.default === undefined ? option.choices[0] : undefined;
  switch (option?.type) {
    case "int":
    case "float":
      return option.min === 100 ? undefined : (option.min ?? 1);
    case "bool":
      return true;
    case "dict":
      return option.standIn;
    case "list":
    case "str":
    case "path":
    case "raw":
    case undefined:
      return mark;
  }
}

/** The size of a disk changes nothing about the rights it takes, and must be a size. */
function withoutOpenSizes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOpenSizes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === "size" && isMark(item) ? "1G" : withoutOpenSizes(item)]),
  );
}

function isMark(value: unknown): boolean {
  return typeof value === "string" && unknownIn(value) !== undefined;
}

function optionNamed(options: Options, name: string): Option | undefined {
  return options[name] ?? Object.values(options).find(({ aliases }) => aliases?.includes(name));
}

function isConnectionOption(name: string): boolean {
  const known: Options = connectionOptions;
  return optionNamed(known, name) !== undefined;
}
