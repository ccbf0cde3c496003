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
  calls(args: Args<S>, world: AccessWorld): readonly AccessCall[];
}

/** A declaration whose own types are hidden: raw arguments in, calls out. */
export interface RunnableAccess {
  /** @throws HintedError OPTION_* for arguments the module would refuse */
  calls(raw: Readonly<Record<string, unknown>>, world: AccessWorld, env: Environment): readonly AccessCall[];
}

/** Gives a module's declaration its types and hides them. Values that only a run will tell may be marks (see `unknown`). */
export function defineAccess<const S extends Options>({ options, calls }: AccessDeclaration<S>): RunnableAccess {
  return { calls: (raw, world, env) => calls(parseArgs(options, fitting(options, raw), { env }), world) };
}

/** The module's own arguments; a mark is kept only where a text may stand. */
function fitting(options: Options, raw: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(raw).filter(([name, value]) => {
    if (!Object.hasOwn(options, name) && isConnectionOption(name)) return false;
    const option = optionNamed(options, name);
    return !(typeof value === "string" && unknownIn(value) && option && !takesMark(option));
  });
  return Object.fromEntries(entries);
}

function takesMark({ type, choices }: Option): boolean {
  return choices === undefined && (type === "str" || type === "path" || type === "raw" || type === "list");
}

function optionNamed(options: Options, name: string): Option | undefined {
  return options[name] ?? Object.values(options).find(({ aliases }) => aliases?.includes(name));
}

function isConnectionOption(name: string): boolean {
  const known: Options = connectionOptions;
  return optionNamed(known, name) !== undefined;
}
