import { type Action, jsonArgs } from "../actions/action.ts";
import type { RunState } from "../run-state.ts";

/** One of our modules as an action. */
export function ownAction(name: string, { own, options, env, reporter }: RunState): Action {
  return {
    name,
    options: {},
    once: false,
    lazy: [],
    open: true,
    freeForm: false,
    run: (call) =>
      own.run(name, jsonArgs(call.args), {
        checkMode: call.checkMode,
        diff: call.diff,
        noLog: call.noLog,
        verbosity: options.verbosity,
        signal: call.signal,
        env: { ...env, ...call.environment },
        progress: (text) => reporter.progress(call.host, text),
      }),
  };
}
