import type { Guest } from "../../../core/proxmox/guests.ts";
import type { Config } from "./config-change.ts";

/** Power of a guest as `GET .../status/current` shows it. */
export interface Power {
  readonly status: "running" | "stopped";
  /** QEMU's own word, such as `paused`; absent for a stopped VM and for containers. */
  readonly qmpstatus?: string;
}

/** What a new guest is made from: another guest, or a backup. */
export type Source =
  | { readonly kind: "guest"; readonly guest: Guest; readonly config: Config }
  | { readonly kind: "backup"; readonly volume: string; readonly config: Config };

/** What a task finds. */
export type Current =
  | {
      readonly kind: "found";
      readonly guest: Guest;
      readonly config: Config;
      readonly power: Power;
      /** Keys whose values wait for a reboot. */
      readonly pending: readonly string[];
    }
  | {
      readonly kind: "missing";
      /** Id the new guest would get; free at the time of asking. */
      readonly vmid: number;
      /** Node the new guest would get. */
      readonly node: string | undefined;
      readonly source: Source | undefined;
    };
