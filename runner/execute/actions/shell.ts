import { HintedError } from "../../../core/errors.ts";
import { defineAction } from "./action.ts";
import { commandOptions, runCommand } from "./run-command.ts";

/** `shell`: runs text in the target's shell. */
export const shell = defineAction({
  name: "shell",
  options: commandOptions,
  freeForm: "_raw_params",
  run(args, call) {
    const text = args._raw_params ?? args.cmd;
    if (text === undefined) {
      throw new HintedError("OPTION_MISSING", "No command given", { hint: "Write it as free-form text or 'cmd'" });
    }
    return runCommand({ shell: text, executable: args.executable }, { args, cmd: text }, call);
  },
});
