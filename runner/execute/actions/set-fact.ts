import { HintedError } from "../../../core/errors.ts";
import { type Dict, isDict, trusted, type Value } from "../../../core/values.ts";
import { resultOf } from "../result.ts";
import { type ActionCall, defineValueAction } from "./action.ts";
import { requireVariableName } from "./variable-name.ts";
import { flagArg } from "./value-args.ts";

/** `set_fact`: sets variables of the host for the rest of the run. */
export const setFact = defineValueAction({
  name: "set_fact",
  options: { cacheable: { type: "bool", description: "Make facts of them as well.", default: false } },
  open: true,
  freeForm: true,
  run(call) {
    const given = withRaw(call);
    const cacheable = flagArg(given, "cacheable", false);
    const facts: Dict = new Map();
    for (const [name, value] of given) {
      if (name !== "cacheable") facts.set(requireVariableName(evaluatedName(name, call)), value);
    }
    if (facts.size === 0) {
      throw new HintedError("OPTION_MISSING", "set_fact names no variable", { hint: "Add 'name: value' lines" });
    }
    return resultOf({ changed: false }).set("ansible_facts", facts).set("_ansible_facts_cacheable", cacheable);
  },
});

/** Names of variables may be templates, which nothing else's names may. */
function evaluatedName(name: Value, { run, scope }: ActionCall): Value {
  const template = typeof name === "string" ? trusted(name) : name;
  return run.templar.evaluate(template, scope);
}

function withRaw({ args, raw }: ActionCall): Dict {
  return isDict(raw) ? new Map([...raw, ...args]) : args;
}
