import { HintedError } from "../../../../core/errors.ts";
import { shellQuote } from "../../connections/shell-quote.ts";
import type { Target } from "../../connections/target.ts";
import type { ActionCall } from "../action.ts";

/** Lets a command judge a file of the target, whose name stands for `%s` in it. @throws HintedError TASK_FAILED when it is refused, OPTION_INVALID */
export async function validateFile(
  target: Target,
  { command, file }: { readonly command: string; readonly file: string },
  call: ActionCall,
): Promise<void> {
  if (!command.includes("%s")) {
    throw new HintedError("OPTION_INVALID", `validate must contain %s: ${command}`, {
      hint: "Put %s where the file's name goes",
    });
  }
  const done = await target.exec({ shell: command.replaceAll("%s", shellQuote(file)) }, call.signal);
  if (done.rc === 0) return;
  const said = `${done.stdout.toString("utf8")}${done.stderr.toString("utf8")}`.trim();
  throw new HintedError("TASK_FAILED", `failed to validate: ${said === "" ? `exit code ${done.rc}` : said}`, {
    hint: "The file on the target was left as it is; correct the new content",
    details: { exit_status: done.rc },
  });
}
