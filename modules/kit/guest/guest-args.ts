/** The options all guests have in common, as their modules receive them. */
export interface GuestArgs {
  readonly vmid?: number;
  readonly vmid_range?: readonly string[];
  readonly name?: string;
  readonly node?: string;
  readonly state: GuestState;
  readonly clone?: string;
  readonly archive?: string;
  readonly unique: boolean;
  readonly full?: boolean;
  readonly snapname?: string;
  readonly storage?: string;
  readonly format?: string;
  readonly pool?: string;
  readonly delete?: readonly string[];
  readonly delete_moved: boolean;
  readonly update: boolean;
  readonly update_password?: "on_create" | "always";
  readonly migrate: boolean;
  readonly with_local_disks: boolean;
  readonly target_storage?: string;
  readonly reboot?: unknown;
  readonly force: boolean;
  readonly shutdown?: readonly ShutdownStep[];
  readonly shutdown_timeout: number;
  readonly purge: boolean;
  readonly destroy_unreferenced_disks: boolean;
  readonly timeout: number;
}

/** What may become of a guest; containers have no `paused`, `resumed`, `hibernated` and `current`. */
export type GuestState =
  | "present"
  | "started"
  | "stopped"
  | "restarted"
  | "paused"
  | "resumed"
  | "hibernated"
  | "template"
  | "absent"
  | "current";

/** One rung of the ladder by which a guest is brought to a stop. */
export interface ShutdownStep {
  readonly method: "agent" | "acpi" | "stop";
  /** Seconds until the next rung. */
  readonly timeout: number;
}
