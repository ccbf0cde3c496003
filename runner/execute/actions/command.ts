import { HintedError } from "../../../core/errors.ts";
import type { Args } from "../../../core/spec/options.ts";
import { shellQuote } from "../connections/shell-quote.ts";
import type { Command, Target } from "../connections/target.ts";
import { type ActionCall, defineAction } from "./action.ts";
import { shellSplit } from "./shell-split.ts";
import { commandOptions, detachCommand, runCommand } from "./run-command.ts";

/** `command`: runs a program without a shell. */
export const command = defineAction({
  name: "command",
  options: commandOptions,
  freeForm: "_raw_params",
  async run(args, call) {
    const words = wordsOf(args);
    const result = await runCommand(await commandOf(words, args, call), { args, cmd: words }, call);
    return args.executable === undefined ? result : result.set("warnings", [noShell(args.executable)]);
  },
  async detach(args, call) {
    const words = wordsOf(args);
    return detachCommand(await commandOf(words, args, call), { args, cmd: words }, call);
  },
});

function wordsOf(args: Args<typeof commandOptions>): readonly string[] {
  const given = COMMANDS.filter((name) => args[name] !== undefined);
  if (given.length > 1) throw notBoth(given);
  const text = args._raw_params ?? args.cmd;
  const words = text === undefined ? args.argv?.map(String) : splitText(text);
  if (words !== undefined && words.length > 0) return words;
  throw new HintedError(
    "OPTION_MISSING",
    "No command given: one of the following is required: free-form text, cmd, argv",
    { hint: "Write it as free-form text, 'cmd' or 'argv'" },
  );
}

async function commandOf(
  words: readonly string[],
  args: Args<typeof commandOptions>,
  call: ActionCall,
): Promise<Command> {
  const isPlain = !args.expand_argument_vars || !words.some(isExpandable);
  return isPlain ? { argv: words } : expanded(words, await call.target(), call);
}

/** Where the command may stand. */
const COMMANDS = ["_raw_params", "cmd", "argv"] as const;

function notBoth(names: readonly string[]): HintedError {
  const listed = names.map((name) => (name === "_raw_params" ? "free-form text" : name)).join(", ");
  return new HintedError(
    "OPTION_CONFLICT",
    `The command is given twice, parameters are mutually exclusive: ${listed}`,
    {
      hint: "Write it in one place only",
    },
  );
}

function noShell(executable: string): string {
  return `'executable' is no longer supported by command, which runs no shell: '${executable}' is not used`;
}

function splitText(text: string): readonly string[] {
  const words = shellSplit(text);
  if (words) return words;
  throw new HintedError("OPTION_INVALID", "The command has an open quote", { hint: "Close it, or use 'argv'" });
}

const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;

function isExpandable(word: string): boolean {
  return word.startsWith("~") || word.search(VARIABLE) >= 0;
}

/** The words with `~` and `$NAME` as the one who runs the command sees them: elsewhere only a shell there can tell. */
function expanded(words: readonly string[], target: Target, { environment }: ActionCall): Command {
  if (!target.isLocal || target.becomes) return { shell: `exec ${words.map(shellWord).join(" ")}` };
  const variables = { ...process.env, ...environment };
  const home = variables["HOME"] ?? "~";
  return {
    argv: words.map((word) =>
      (word === "~" || word.startsWith("~/") ? home + word.slice(1) : word).replace(
        VARIABLE,
        (whole: string, braced?: string, bare?: string) => variables[braced ?? bare ?? ""] ?? whole,
      ),
    ),
  };
}

/** A word of which a shell expands `~`, and `$NAME` where it is set, but nothing else. */
function shellWord(word: string): string {
  const tilde = /^~\w*(?=\/|$)/.exec(word)?.[0] ?? "";
  const parts: string[] = [tilde];
  let start = tilde.length;
  for (const match of word.matchAll(VARIABLE)) {
    const name = match[1] ?? match[2] ?? "";
    parts.push(quotedPart(word.slice(start, match.index)), `"\${${name}-\\${match[0]}}"`);
    start = match.index + match[0].length;
  }
  return [...parts, quotedPart(word.slice(start))].join("") || "''";
}

function quotedPart(text: string): string {
  return text === "" ? "" : shellQuote(text);
}
