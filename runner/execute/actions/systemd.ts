import type { Options } from "../../../core/spec/options.ts";
import { defineAction } from "./action.ts";
import { convergeUnit } from "./systemd-unit.ts";

const STATES = ["reloaded", "restarted", "started", "stopped"] as const;

const options = {
  name: { type: "str", aliases: ["service", "unit"], description: "The unit; .service when it has no ending." },
  state: { type: "str", choices: STATES, description: "Whether it runs." },
  enabled: { type: "bool", description: "Whether it starts with the system." },
  masked: { type: "bool", description: "Whether it can not be started at all." },
  daemon_reload: {
    type: "bool",
    default: false,
    aliases: ["daemon-reload"],
    description: "Read unit files anew first.",
  },
  daemon_reexec: {
    type: "bool",
    default: false,
    aliases: ["daemon-reexec"],
    description: "Start the manager anew first.",
  },
  scope: { type: "str", choices: ["system", "user", "global"], default: "system", description: "Whose units." },
  no_block: { type: "bool", default: false, description: "Do not wait." },
  force: { type: "bool", description: "Replace links that are there." },
} as const satisfies Options;

/** `systemd`: a unit of systemd. */
export const systemd = defineAction({ name: "systemd", options, run: convergeUnit });

/** `systemd_service`, the newer name. */
export const systemdService = defineAction({ name: "systemd_service", options, run: convergeUnit });

/** `service`: a service, on systems with systemd. */
export const service = defineAction({
  name: "service",
  options: {
    name: { type: "str", required: true, description: "The service." },
    state: options.state,
    enabled: options.enabled,
    use: { type: "str", choices: ["auto", "systemd"], default: "auto", description: "Only systemd is supported." },
    daemon_reload: options.daemon_reload,
    pattern: { type: "str", description: "Means nothing to systemd." },
    sleep: { type: "int", description: "Means nothing to systemd." },
    runlevel: { type: "str", description: "Means nothing to systemd." },
    arguments: { type: "str", aliases: ["args"], description: "Means nothing to systemd." },
  },
  async run(args, call) {
    const result = await convergeUnit({ ...args, daemon_reexec: false, scope: "system", no_block: false }, call);
    const idle = (["pattern", "sleep", "runlevel", "arguments"] as const).filter((name) => args[name] !== undefined);
    if (idle.length > 0) result.set("warnings", [`service: ${idle.join(", ")} mean nothing to systemd`]);
    return result;
  },
});
