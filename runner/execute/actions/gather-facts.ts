import { type Action } from "./action.ts";
import { setup } from "./setup.ts";

/** `gather_facts`: what a play does before its tasks, as a task; `parallel` has nothing to run side by side. */
export const gatherFacts: Action = {
  ...setup,
  name: "gather_facts",
  options: {
    ...setup.options,
    parallel: { type: "bool", description: "Run several modules of facts side by side; there is but one." },
  },
  run(call) {
    const args = new Map(call.args);
    args.delete("parallel");
    return setup.run({ ...call, args });
  },
};
