import { HintedError } from "../../../core/errors.ts";
import type { GuestState } from "./guest-args.ts";
import type { Power } from "./state.ts";

/** A power action. All but `halt` are the API's (`POST .../status/<action>`); `halt` is the shutdown ladder. */
export type PowerAction = "start" | "stop" | "halt" | "reboot" | "resume" | "pause" | "hibernate";

/** A guest's power and whether it is hibernated (configuration lock `suspended`). */
export interface PowerState {
  readonly vmid: number;
  readonly power: Power;
  readonly hibernated: boolean;
}

/** What brings the guest's power from what it is to what the state asks. @throws HintedError GUEST_STATE */
export function powerActions(now: PowerState, state: GuestState): readonly PowerAction[] {
  const running = now.power.status === "running";
  const paused = now.power.qmpstatus === "paused" || now.power.qmpstatus === "suspended";
  switch (state) {
    case "started":
      return !running ? ["start"] : paused ? ["resume"] : [];
    case "stopped":
      return running ? ["halt"] : [];
    case "restarted":
      return running ? ["reboot"] : ["start"];
    case "paused":
      if (!running) throw notRunning(now.vmid, "paused");
      return paused ? [] : ["pause"];
    case "resumed":
      if (now.hibernated) return ["start"];
      if (!running) throw notRunning(now.vmid, "resumed");
      return paused ? ["resume"] : [];
    case "hibernated":
      if (now.hibernated) return [];
      if (!running) throw notRunning(now.vmid, "hibernated");
      return ["hibernate"];
    case "present":
    case "template":
    case "absent":
    case "current":
      return [];
  }
}

/** The status a power action leads to, for the diff. */
export function statusAfter(action: PowerAction): string {
  switch (action) {
    case "start":
    case "reboot":
    case "resume":
      return "running";
    case "pause":
      return "paused";
    case "stop":
    case "halt":
    case "hibernate":
      return "stopped";
  }
}

function notRunning(vmid: number, state: string): HintedError {
  return new HintedError(
    "GUEST_STATE",
    `Guest ${vmid} is stopped, expected running: a stopped guest can not be ${state}`,
    {
      hint: "Start it first with 'state: started'",
    },
  );
}
