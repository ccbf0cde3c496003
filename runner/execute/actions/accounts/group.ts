import { type Result, resultOf } from "../../result.ts";
import { type ActionCall, defineAction } from "../action.ts";
import { mustRun } from "../tool.ts";
import { refuseLocal } from "./refuse-local.ts";
import { type GroupEntry, readGroups } from "./account-database.ts";

interface GroupArgs {
  readonly name: string;
  readonly gid?: number;
  readonly system: boolean;
  readonly non_unique: boolean;
  readonly force: boolean;
  readonly gid_min?: number;
  readonly gid_max?: number;
}

/** `group`: a group of the target. */
export const group = defineAction({
  name: "group",
  options: {
    name: { type: "str", required: true, description: "The group." },
    state: { type: "str", choices: ["absent", "present"], default: "present", description: "Whether it exists." },
    gid: { type: "int", description: "Its number." },
    system: { type: "bool", default: false, description: "A new one is a system group." },
    force: { type: "bool", default: false, description: "Remove it even when it is a user's own group." },
    non_unique: { type: "bool", default: false, description: "Its number may be another group's as well." },
    gid_min: { type: "int", description: "Lowest number of a new one." },
    local: { type: "bool", default: false, description: "Use the tools of libuser; only false is spoken." },
    gid_max: { type: "int", description: "Highest number of a new one." },
  },
  constraints: { requiredIf: [["non_unique", true, ["gid"]]] },
  async run(args, call) {
    const { name, state, system } = args;
    refuseLocal("group", args.local);
    const entry = (await readGroups(call)).find((one) => one.name === name);
    const argv = state === "absent" ? removal(args, entry) : arrangement(args, entry);
    if (argv && call.checkMode && (state === "absent" || !entry)) return resultOf({ changed: true });
    if (argv && !call.checkMode) await mustRun(call, argv);
    return describe({ name, state, system, changed: argv !== undefined }, call);
  },
});

function removal({ name, force }: GroupArgs, entry: GroupEntry | undefined): readonly string[] | undefined {
  return entry && ["groupdel", ...(force ? ["-f"] : []), name];
}

/** The command that makes or changes the group; undefined when it is as it shall be. */
function arrangement(args: GroupArgs, entry: GroupEntry | undefined): readonly string[] | undefined {
  const number = args.gid === undefined ? [] : ["-g", String(args.gid), ...(args.non_unique ? ["-o"] : [])];
  if (entry) return args.gid === undefined || args.gid === entry.gid ? undefined : ["groupmod", ...number, args.name];
  const setting = (name: string, value: number | undefined): readonly string[] =>
    value === undefined ? [] : ["-K", `${name}=${value}`];
  return [
    "groupadd",
    ...number,
    ...(args.system ? ["-r"] : []),
    ...setting("GID_MIN", args.gid_min),
    ...setting("GID_MAX", args.gid_max),
    args.name,
  ];
}

interface Outcome {
  readonly name: string;
  readonly state: string;
  readonly system: boolean;
  readonly changed: boolean;
}

async function describe({ name, state, system, changed }: Outcome, call: ActionCall): Promise<Result> {
  const after = (await readGroups(call)).find((entry) => entry.name === name);
  return resultOf({ name, state, changed, ...(after ? { system, gid: after.gid } : {}) });
}
