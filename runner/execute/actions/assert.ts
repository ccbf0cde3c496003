import { HintedError } from "../../../core/errors.ts";
import { TemplateText, type Value } from "../../../core/values.ts";
import { isWholeTemplate } from "../../compile/task-args.ts";
import { resultOf } from "../result.ts";
import { type ActionCall, defineValueAction } from "./action.ts";
import { checkNames, flagArg } from "./value-args.ts";

const options = {
  that: { type: "list", required: true, description: "Expressions that must all hold." },
  fail_msg: { type: "raw", aliases: ["msg"], description: "Printed when one does not.", default: "Assertion failed" },
  success_msg: { type: "raw", description: "Printed when all do.", default: "All assertions passed" },
  quiet: { type: "bool", description: "Print nothing on success.", default: false },
} as const;

/** `assert`: fails at the first expression that does not hold. */
export const assert = defineValueAction({
  name: "assert",
  options,
  lazy: ["that"],
  run(call) {
    const { args, run, scope } = call;
    checkNames(args, [...Object.keys(options), "msg"], "assert");
    const quiet = flagArg(args, "quiet", false);
    const result = resultOf({ changed: false });
    if (!quiet) result.set("_ansible_verbose_always", true);
    for (const condition of conditions(call)) {
      if (run.templar.condition(condition, scope)) continue;
      return result
        .set("failed", true)
        .set("evaluated_to", false)
        .set("assertion", condition instanceof TemplateText ? condition.source : condition)
        .set("msg", args.get("fail_msg") ?? args.get("msg") ?? "Assertion failed");
    }
    return result.set("msg", args.get("success_msg") ?? "All assertions passed");
  },
});

function conditions({ args, run, scope }: ActionCall): readonly Value[] {
  const that = args.get("that");
  if (that === undefined || that === null) {
    throw new HintedError("OPTION_MISSING", "Option 'that' is missing", {
      hint: "Add 'that' with a list of expressions",
    });
  }
  if (that instanceof TemplateText && isWholeTemplate(that.source)) {
    const value = run.templar.evaluate(that, scope);
    if (Array.isArray(value)) return value;
  }
  return Array.isArray(that) ? that : [that];
}
