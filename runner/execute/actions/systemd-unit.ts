import { HintedError } from "../../../core/errors.ts";
import type { Target } from "../connections/target.ts";
import { type Result, resultOf } from "../result.ts";
import type { ActionCall } from "./action.ts";

interface UnitArgs {
  readonly name?: string;
  readonly state?: "reloaded" | "restarted" | "started" | "stopped";
  readonly enabled?: boolean;
  readonly masked?: boolean;
  readonly daemon_reload: boolean;
  readonly daemon_reexec: boolean;
  readonly scope: "system" | "user" | "global";
  readonly no_block: boolean;
  readonly force?: boolean;
}

/** Brings a unit to the state asked for, step by step and only where it differs. @throws HintedError TASK_FAILED, OPTION_MISSING */
export async function convergeUnit(args: UnitArgs, call: ActionCall): Promise<Result> {
  const manager = new Systemctl(await call.target(), args, call);
  if (args.daemon_reload) await manager.change(["daemon-reload"]);
  if (args.daemon_reexec) await manager.change(["daemon-reexec"]);
  const { name } = args;
  if (name === undefined) return withoutUnit(args);
  const status = await manager.show(name);
  const masked = await ensureMasked(manager, args, status);
  const enabled = await ensureEnabled(manager, { ...args, name });
  const state = await ensureState(manager, { ...args, name }, status);
  return resultOf({
    name,
    changed: masked || enabled || state,
    ...(args.state === undefined ? {} : { state: args.state === "stopped" ? "stopped" : "started" }),
    ...(args.enabled === undefined ? {} : { enabled: args.enabled }),
    status,
  });
}

function withoutUnit(args: UnitArgs): Result {
  if (args.state !== undefined || args.enabled !== undefined || args.masked !== undefined) {
    throw new HintedError("OPTION_MISSING", "Option 'name' is missing", { hint: "Name the unit that is meant" });
  }
  return resultOf({ name: null, changed: false, status: {} });
}

type Status = Readonly<Record<string, string>>;
type NamedArgs = UnitArgs & { readonly name: string };

async function ensureMasked(manager: Systemctl, args: UnitArgs, status: Status): Promise<boolean> {
  const { masked, name = "" } = args;
  if (masked === undefined || masked === (status["LoadState"] === "masked")) return false;
  await manager.change([masked ? "mask" : "unmask", name]);
  return true;
}

async function ensureEnabled(manager: Systemctl, { name, enabled, force }: NamedArgs): Promise<boolean> {
  if (enabled === undefined || enabled === (await manager.isEnabled(name))) return false;
  await manager.change([enabled ? "enable" : "disable", ...(force ? ["--force"] : []), name]);
  return true;
}

async function ensureState(
  manager: Systemctl,
  { name, state, no_block: noBlock }: NamedArgs,
  status: Status,
): Promise<boolean> {
  if (state === undefined) return false;
  const isActive = ["active", "activating", "reloading"].includes(status["ActiveState"] ?? "");
  if (state === "started" && isActive) return false;
  if (state === "stopped" && !isActive) return false;
  const verb = { started: "start", stopped: "stop", restarted: "restart", reloaded: isActive ? "reload" : "start" }[
    state
  ];
  await manager.change([verb, ...(noBlock ? ["--no-block"] : []), name]);
  return true;
}

class Systemctl {
  readonly #target: Target;
  readonly #scope: readonly string[];
  readonly #call: ActionCall;

  constructor(target: Target, { scope }: UnitArgs, call: ActionCall) {
    this.#target = target;
    this.#scope = scope === "system" ? [] : [`--${scope}`];
    this.#call = call;
  }

  /** Properties of a unit. @throws HintedError TASK_FAILED when there is no such unit, or no systemd */
  async show(name: string): Promise<Status> {
    const done = await this.#run(["show", name]);
    const entries = done.stdout.split("\n").flatMap((line) => {
      const at = line.indexOf("=");
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    });
    const status = Object.fromEntries(entries);
    if (status["LoadState"] !== "not-found") return status;
    throw new HintedError("TASK_FAILED", `Could not find the requested service ${name}: host`, {
      hint: "Check the unit's name; 'daemon_reload: true' finds unit files that are new",
    });
  }

  async isEnabled(name: string): Promise<boolean> {
    const { rc, stdout } = await this.#run(["is-enabled", name]);
    return rc === 0 && !/^(indirect|alias|enabled-runtime)$/.test(stdout.trim());
  }

  /** Changes something; in check mode nothing. @throws HintedError TASK_FAILED with what systemctl says */
  async change(words: readonly string[]): Promise<void> {
    if (this.#call.checkMode) return;
    const { rc, stderr } = await this.#run(words);
    if (rc === 0) return;
    throw new HintedError("TASK_FAILED", `systemctl ${words.join(" ")} failed: ${stderr.trim()}`, {
      hint: "See 'journalctl -xe' on the target",
    });
  }

  async #run(words: readonly string[]): Promise<{ rc: number; stdout: string; stderr: string }> {
    const env = { ...this.#call.environment, LC_ALL: "C" };
    const done = await this.#target.exec({ argv: shellArgv([...this.#scope, ...words]), env }, this.#call.signal);
    if (done.rc === 127) throw noSystemd();
    return { rc: done.rc, stdout: done.stdout.toString("utf8"), stderr: done.stderr.toString("utf8") };
  }
}

/** Through a shell, so that a missing program is an exit code and not an error of its own. */
function shellArgv(words: readonly string[]): readonly string[] {
  return ["/bin/sh", "-c", 'exec systemctl "$@"', "systemctl", ...words];
}

function noSystemd(): HintedError {
  return new HintedError("TASK_FAILED", "The target has no systemctl", {
    hint: "Use command with the system's own tool",
  });
}
