import type { VmArgs } from "./options.ts";
import type { Power } from "./state.ts";

/** A power action, by the API's name for it (`POST .../status/<action>`). */
export type PowerAction = "start" | "stop" | "shutdown" | "reboot" | "resume";

/** What brings the VM's power from what it is to what the state asks. */
export function powerActions(power: Power, state: VmArgs["state"]): readonly PowerAction[] {
  switch (state) {
    case "started":
      return power.status === "stopped" ? ["start"] : isPaused(power) ? ["resume"] : [];
    case "stopped":
      return power.status === "stopped" ? [] : ["shutdown"];
    case "restarted":
      return power.status === "stopped" ? ["start"] : ["reboot"];
    case "present":
    case "template":
    case "absent":
      return [];
  }
}

/** The status a power action leads to, for the diff. */
export function statusAfter(action: PowerAction): string {
  return action === "stop" || action === "shutdown" ? "stopped" : "running";
}

function isPaused(power: Power): boolean {
  return power.qmpstatus === "paused" || power.qmpstatus === "suspended";
}
