import { HintedError } from "../../../core/errors.ts";
import type { Args } from "../../../core/spec/options.ts";
import { defineAction } from "./action.ts";
import { shellOptions, detachCommand, runCommand } from "./run-command.ts";

/** `shell`: runs text in the target's shell. */
export const shell = defineAction({
  name: "shell",
  options: shellOptions,
  freeForm: "_raw_params",
  run(args, call) {
    const text = textOf(args);
    return runCommand({ shell: text, executable: args.executable }, { args, cmd: text }, call);
  },
  detach(args, call) {
    const text = textOf(args);
    return detachCommand({ shell: text, executable: args.executable }, { args, cmd: text }, call);
  },
});

function textOf(args: Args<typeof shellOptions>): string {
  const text = args._raw_params ?? args.cmd;
  if (text !== undefined) return text;
  throw new HintedError("OPTION_MISSING", "No command given", { hint: "Write it as free-form text or 'cmd'" });
}
