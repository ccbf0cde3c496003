import { HintedError } from "../../../core/errors.ts";
import { type Dict, isDict, type Value } from "../../../core/values.ts";
import { resultOf } from "../result.ts";
import { defineValueAction } from "./action.ts";
import { checkNames, flagArg } from "./value-args.ts";
import { requireVariableName } from "./variable-name.ts";

const options = {
  data: { type: "dict", required: true, description: "Names and values for the recap." },
  per_host: { type: "bool", description: "Keep them per host.", default: false },
  aggregate: { type: "bool", description: "Add to what is there.", default: true },
} as const;

/** `set_stats`: keeps values for the end of the run. */
export const setStats = defineValueAction({
  name: "set_stats",
  options,
  run({ args }) {
    checkNames(args, Object.keys(options), "set_stats");
    const data = args.get("data");
    if (!isDict(data)) {
      throw new HintedError("OPTION_INVALID", "Option 'data' is not a dictionary", {
        hint: "Give 'data' as a dictionary",
      });
    }
    for (const name of data.keys()) requireVariableName(name);
    const stats: Dict = new Map<Value, Value>([
      ["data", data],
      ["per_host", flagArg(args, "per_host", false)],
      ["aggregate", flagArg(args, "aggregate", true)],
    ]);
    return resultOf({ changed: false }).set("ansible_stats", stats);
  },
});
