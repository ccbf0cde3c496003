import { HintedError } from "../../../core/errors.ts";
import { resultOf } from "../result.ts";
import { defineValueAction } from "./action.ts";
import { checkNames, listArg } from "./value-args.ts";

const options = {
  key: { type: "str", required: true, description: "Name of the group; blanks become dashes." },
  parents: { type: "list", elements: "str", description: "Groups above it.", default: ["all"] },
} as const;

/** `group_by`: puts the host in a group named after a value. */
export const groupBy = defineValueAction({
  name: "group_by",
  options,
  freeForm: true,
  run({ args, host, run }) {
    checkNames(args, Object.keys(options), "group_by");
    const key = args.get("key");
    if (key === undefined || key === null) {
      throw new HintedError("OPTION_MISSING", "Option 'key' is missing", { hint: "Add 'key' to the task" });
    }
    const group = dashed(String(typeof key === "object" ? JSON.stringify(key) : key));
    const parents = args.has("parents") ? listArg(args, "parents").map(dashed) : ["all"];
    const changed = run.state.inventory.addHostToGroup(host, group, parents);
    return resultOf({ changed, add_group: group, parent_groups: parents });
  },
});

function dashed(name: string): string {
  return name.replaceAll(" ", "-");
}
