import type { Constraints, Options } from "../../core/spec/options.ts";
import { connectionOptions } from "../../core/proxmox/connection-options.ts";
import type { Module, ReturnValue } from "./define-module.ts";
import type { ModuleResult } from "./result.ts";
import { type RunContext, runModule } from "./run-module.ts";

/** A module as the runner and the executables see it: arguments in, result out, its own types hidden. */
export interface RunnableModule {
  readonly name: string;
  readonly summary: string;
  readonly description: readonly string[];
  /** The module's options with the connection options. */
  readonly options: Options;
  readonly constraints: Constraints;
  readonly returns: Readonly<Record<string, ReturnValue>>;
  /** Takes the task's arguments as they would stand in Ansible's arguments file. Never rejects. */
  run(args: Readonly<Record<string, unknown>>, context: RunContext): Promise<ModuleResult>;
}

/** Hides a module's own types. */
export function runnable<S extends Options, Current, Change>(module: Module<S, Current, Change>): RunnableModule {
  return {
    name: module.name,
    summary: module.summary,
    description: module.description,
    constraints: module.constraints ?? {},
    returns: module.returns,
    options: { ...connectionOptions, ...module.options },
    run: (args, context) => runModule(module, args, context),
  };
}
