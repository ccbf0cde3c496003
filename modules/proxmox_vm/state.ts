import type { Guest } from "../../core/proxmox/guests.ts";
import type { Config } from "./config-diff.ts";

/** Power of a VM as `GET .../status/current` shows it. */
export interface Power {
  readonly status: "running" | "stopped";
  /** QEMU's own word, such as `paused`; absent for a stopped VM. */
  readonly qmpstatus?: string;
}

/** What a new VM is made from. */
export interface Source {
  readonly guest: Guest;
  readonly config: Config;
}

/** What a task finds. */
export type Current =
  | { readonly kind: "found"; readonly guest: Guest; readonly config: Config; readonly power: Power }
  | {
      readonly kind: "missing";
      /** Id the new VM would get; free at the time of asking. */
      readonly vmid: number;
      /** Node the new VM would get. */
      readonly node: string | undefined;
      readonly source: Source | undefined;
    };
