import { resultOf } from "../result.ts";
import { defineValueAction } from "./action.ts";
import { checkNames } from "./value-args.ts";

/** `fail`: fails with a message. */
export const fail = defineValueAction({
  name: "fail",
  options: { msg: { type: "raw", description: "Why.", default: "Failed as requested from task" } },
  run({ args }) {
    checkNames(args, ["msg"], "fail");
    return resultOf({ changed: false, failed: true }).set("msg", args.get("msg") ?? "Failed as requested from task");
  },
});
