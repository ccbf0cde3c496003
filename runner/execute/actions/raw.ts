import { HintedError } from "../../../core/errors.ts";
import { resultOf } from "../result.ts";
import { defineAction } from "./action.ts";
import { linesOf } from "./lines.ts";

/** `raw`: text for the target's shell, with nothing around it. */
export const raw = defineAction({
  name: "raw",
  options: {
    _raw_params: { type: "str", description: "The command." },
    executable: { type: "path", description: "Shell to use." },
  },
  freeForm: "_raw_params",
  async run(args, call) {
    if (args._raw_params === undefined)
      throw new HintedError("OPTION_MISSING", "No command given", { hint: "Write it as free-form text" });
    if (call.checkMode) return resultOf({ changed: false, skipped: true });
    const target = await call.target();
    const done = await target.exec(
      { shell: args._raw_params, executable: args.executable, env: call.environment },
      call.signal,
    );
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
