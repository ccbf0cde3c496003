import { HintedError } from "../../../core/errors.ts";
import { shellSplit } from "./shell-split.ts";
import { defineAction } from "./action.ts";
import { commandOptions, runCommand } from "./run-command.ts";

/** `command`: runs a program without a shell. */
export const command = defineAction({
  name: "command",
  options: commandOptions,
  freeForm: "_raw_params",
  run(args, call) {
    const text = args._raw_params ?? args.cmd;
    const words = text === undefined ? args.argv?.map(String) : splitText(text);
    if (words === undefined || words.length === 0) {
      throw new HintedError("OPTION_MISSING", "No command given", {
        hint: "Write it as free-form text, 'cmd' or 'argv'",
      });
    }
    const argv = args.expand_argument_vars ? words.map(expand) : words;
    return runCommand({ argv }, { args, cmd: words }, call);
  },
});

function splitText(text: string): readonly string[] {
  const words = shellSplit(text);
  if (words) return words;
  throw new HintedError("OPTION_INVALID", "The command has an open quote", { hint: "Close it, or use 'argv'" });
}

/** `~` and `$NAME` of an argument, as the module expands them without a shell. */
function expand(word: string): string {
  const home = process.env["HOME"] ?? "~";
  const tilde = word === "~" || word.startsWith("~/") ? home + word.slice(1) : word;
  return tilde.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (whole: string, braced?: string, bare?: string) => process.env[braced ?? bare ?? ""] ?? whole,
  );
}
