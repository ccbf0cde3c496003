import { HintedError } from "../../../core/errors.ts";
import { TRUE_WORDS } from "../../../core/spec/coerce.ts";
import { type Dict, isDict, trusted, type Value } from "../../../core/values.ts";
import { resultOf } from "../result.ts";
import { defineValueAction } from "./action.ts";
import { checkNames } from "./value-args.ts";
import { requireVariableName } from "./variable-name.ts";

const options = {
  data: { type: "dict", required: true, description: "Names and values for the recap." },
  per_host: { type: "raw", description: "Keep them per host.", default: false },
  aggregate: { type: "raw", description: "Add to what is there.", default: true },
} as const;

/** `set_stats`: keeps values for the end of the run. */
export const setStats = defineValueAction({
  name: "set_stats",
  options,
  run({ args, run, scope }) {
    checkNames(args, Object.keys(options), "set_stats");
    const data = args.get("data");
    if (!isDict(data)) {
      throw new HintedError("OPTION_INVALID", "Option 'data' is not a dictionary", {
        hint: "Give 'data' as a dictionary",
      });
    }
    const named: Dict = new Map();
    // Names may be templates, as in set_fact.
    for (const [name, value] of data) {
      const template = typeof name === "string" ? trusted(name) : name;
      named.set(requireVariableName(run.templar.evaluate(template, scope)), value);
    }
    const stats: Dict = new Map<Value, Value>([
      ["data", named],
      ["per_host", isTrue(args.get("per_host") ?? false)],
      ["aggregate", isTrue(args.get("aggregate") ?? true)],
    ]);
    return resultOf({ changed: false }).set("ansible_stats", stats);
  },
});

/** Whatever is no word for true counts as false here, as in Ansible. */
function isTrue(value: Value): boolean {
  return value === true || value === 1 || (typeof value === "string" && TRUE_WORDS.has(value.toLowerCase()));
}
