import { readFileSync } from "node:fs";
import { HintedError } from "../../../core/errors.ts";
import { type Result, resultOf } from "../result.ts";
import { defineAction } from "./action.ts";
import { findSource } from "./files/paths.ts";
import { shellQuote } from "../connections/shell-quote.ts";
import { linesOf } from "./lines.ts";
import { shellSplit } from "./shell-split.ts";

/** `script`: runs a script of the controller on the target. */
export const script = defineAction({
  name: "script",
  options: {
    _raw_params: { type: "str", description: "The script and its arguments." },
    cmd: { type: "str", description: "The script and its arguments." },
    chdir: { type: "path", description: "Folder to run it in." },
    creates: { type: "path", description: "Do not run it when this path exists." },
    removes: { type: "path", description: "Run it only when this path exists." },
    executable: { type: "path", description: "Program to run it with." },
    warn: {
      type: "bool",
      default: false,
      only: "Leave it out: there are no such warnings any more",
      description: "An older option to do without warnings, which there are none of.",
    },
  },
  freeForm: "_raw_params",
  async run(args, call) {
    const text = args._raw_params ?? args.cmd ?? "";
    const [name, ...words] = shellSplit(text) ?? [];
    if (name === undefined)
      throw new HintedError(
        "OPTION_MISSING",
        "No script given: one of the following is required: free-form text, cmd",
        { hint: "Name it as free-form text or 'cmd'" },
      );
    const target = await call.target();
    const skip = async (path: string | undefined, state: boolean): Promise<boolean> =>
      path !== undefined && ((await target.files.stat(path, { follow: true })) !== undefined) === state;
    if (await skip(args.creates, true))
      return resultOf({ changed: false, skipped: true, msg: `${args.creates} exists, matching creates option` });
    if (await skip(args.removes, false))
      return resultOf({
        changed: false,
        skipped: true,
        msg: `${args.removes} does not exist, matching removes option`,
      });
    const source = findSource(call, "files", name);
    if (call.checkMode) return unrun(args.creates !== undefined || args.removes !== undefined);
    const content = readFileSync(source);
    const made = await target.exec(
      {
        shell: 'umask 077; t=$(mktemp -d) && cat > "$t/script" && chmod 700 "$t/script" && printf %s "$t"',
        stdin: content,
      },
      call.signal,
    );
    const folder = made.stdout.toString("utf8");
    const program = args.executable === undefined ? "" : `${args.executable} `;
    const command = `${program}${shellQuote(`${folder}/script`)}${words.map((word) => ` ${shellQuote(word)}`).join("")}`;
    const done = await target.exec({ shell: command, cwd: args.chdir, env: call.environment }, call.signal);
    await target.files.remove(folder);
    const stdout = done.stdout.toString("utf8");
    const stderr = done.stderr.toString("utf8");
    const failed = done.rc === 0 ? {} : { failed: true, msg: "non-zero return code" };
    return resultOf({
      changed: true,
      rc: done.rc,
      stdout,
      stderr,
      stdout_lines: linesOf(stdout),
      stderr_lines: linesOf(stderr),
      ...failed,
    });
  },
});

/** In check mode: whether a script would change anything is only known where it says so itself. */
function unrun(isGuarded: boolean): Result {
  if (isGuarded) return resultOf({ changed: true });
  return resultOf({ changed: false, skipped: true, msg: "Check mode is not supported for this task." });
}
