import { fromJson, isDict } from "../../../core/values.ts";
import { createConnectionPool, modules } from "../../../modules/index.ts";
import { type Action, jsonArgs } from "../actions/action.ts";
import type { RunState } from "../run-state.ts";

/** Our own modules, run in this process on shared API connections. */
export class OwnModules {
  #pool: ReturnType<typeof createConnectionPool> | undefined;

  /** Runs a module by name, which must be one of {@link ownNames}. */
  action(name: string, state: RunState): Action {
    return {
      name,
      options: {},
      once: false,
      lazy: [],
      open: true,
      freeForm: false,
      run: async (call) => {
        const load = modules.get(name);
        if (!load) throw new Error(`Not one of our modules: ${name}`);
        const module = await load();
        this.#pool ??= createConnectionPool();
        const result = await module.run(jsonArgs(call.args), {
          checkMode: call.checkMode,
          diff: call.diff,
          noLog: call.noLog,
          verbosity: state.options.verbosity,
          connections: await this.#pool,
          signal: call.signal,
          env: { ...state.env, ...call.environment },
        });
        const value = fromJson(result);
        return isDict(value) ? value : new Map();
      },
    };
  }

  /** Closes the API connections. */
  async close(): Promise<void> {
    await (await this.#pool)?.close();
  }
}

/** Names of our modules. */
export const ownNames: ReadonlySet<string> = new Set(modules.keys());

/** One of our modules as an action. */
export function ownAction(name: string, state: RunState): Action {
  return state.own.action(name, state);
}
