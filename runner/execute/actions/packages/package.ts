import { HintedError } from "../../../../core/errors.ts";
import type { Result } from "../../result.ts";
import { type ActionCall, defineAction, jsonArgs } from "../action.ts";
import { runScript } from "../tool.ts";
import { apkManager } from "./apk.ts";
import { apt } from "./apt/index.ts";
import { aptOptions } from "./apt/options.ts";
import { dnf } from "./dnf.ts";
import { convergePackages } from "./simple-manager.ts";

const MANAGERS = ["apt", "dnf", "apk"] as const;
type Manager = (typeof MANAGERS)[number];

const { name, update_cache, autoremove, autoclean, cache_valid_time, purge, install_recommends } = aptOptions;

/** `package`: packages, by the target's own package manager. */
export const packageAction = defineAction({
  name: "package",
  options: {
    name: { ...name, required: true },
    state: { type: "str", default: "present", description: "What they are to be: present, latest, absent." },
    use: { type: "str", choices: ["auto", ...MANAGERS], default: "auto", description: "The package manager." },
    update_cache,
    autoremove: { type: autoremove.type, description: autoremove.description },
    autoclean: { type: autoclean.type, description: autoclean.description },
    purge: { type: purge.type, description: purge.description },
    cache_valid_time: { type: cache_valid_time.type, description: cache_valid_time.description },
    install_recommends,
  },
  async run(args, call) {
    const manager = args.use === "auto" ? await detect(call) : args.use;
    const given = new Map([...call.args].filter(([key]) => key !== "use"));
    switch (manager) {
      case "apt":
        return apt.run({ ...call, args: given });
      case "dnf":
        return dnf.run({ ...call, args: given });
      case "apk":
        return runApk(args, call);
    }
  },
});

interface Simple {
  readonly name: readonly string[];
  readonly state: string;
  readonly update_cache?: boolean;
}

function runApk({ name: names, state, update_cache: refresh = false }: Simple, call: ActionCall): Promise<Result> {
  for (const option of Object.keys(jsonArgs(call.args))) {
    if (["name", "pkg", "package", "state", "update_cache", "use"].includes(option)) continue;
    throw new HintedError("OPTION_UNSUPPORTED", `Option '${option}' means nothing to apk`, {
      hint: "Leave it out",
    });
  }
  const wanted = state === "installed" ? "present" : state === "removed" ? "absent" : state;
  if (wanted !== "present" && wanted !== "absent" && wanted !== "latest") {
    throw new HintedError("OPTION_INVALID", `Option 'state' is '${state}', expected present, latest or absent`, {
      hint: "Use present, latest or absent",
    });
  }
  return convergePackages(apkManager(call), { names, state: wanted, refresh }, call);
}

const LOOK = "for tool in apt-get dnf apk pacman zypper; do command -v $tool && exit; done 2>/dev/null; :";

async function detect(call: ActionCall): Promise<Manager> {
  const { stdout } = await runScript(call, LOOK);
  const tool = stdout.trim().split("/").at(-1) ?? "";
  if (tool === "apt-get") return "apt";
  if (tool === "dnf" || tool === "apk") return tool;
  throw new HintedError("OPTION_UNSUPPORTED", `The target's package manager is ${tool === "" ? "not known" : tool}`, {
    hint: `package speaks ${MANAGERS.join(", ")}; use command with the target's own tool`,
  });
}
