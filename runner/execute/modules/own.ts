import type { Options } from "../../../core/spec/options.ts";
import { fromJson, isDict } from "../../../core/values.ts";
import { createConnectionPool, modules, type RunnableModule } from "../../../modules/index.ts";
import type { Result } from "../result.ts";

/** How a module is to run, but for the connections, which all share. */
type OwnModuleContext = Omit<Parameters<RunnableModule["run"]>[1], "connections">;

/** Our own modules, run in this process on shared API connections. */
export class OwnModules {
  #pool: ReturnType<typeof createConnectionPool> | undefined;

  /** Runs a module by name, which must be one of {@link ownNames}; arguments are JSON data. */
  async run(name: string, args: Readonly<Record<string, unknown>>, context: OwnModuleContext): Promise<Result> {
    const load = modules.get(name);
    if (!load) throw new Error(`Not one of our modules: ${name}`);
    const module = await load();
    this.#pool ??= createConnectionPool();
    const value = fromJson(await module.run(args, { ...context, connections: await this.#pool }));
    return isDict(value) ? value : new Map();
  }

  /** Options of a module by name, which must be one of {@link ownNames}. */
  async optionsOf(name: string): Promise<Options> {
    const module = await modules.get(name)?.();
    if (!module) throw new Error(`Not one of our modules: ${name}`);
    return module.options;
  }

  /** Closes the API connections. */
  async close(): Promise<void> {
    await (await this.#pool)?.close();
  }
}

/** Names of our modules. */
export const ownNames: ReadonlySet<string> = new Set(modules.keys());
