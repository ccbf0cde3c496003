import type { Guest } from "../../core/proxmox/guests.ts";

/** A snapshot as the API lists it; the entry `current` (the live state) is left out. */
export interface Snapshot {
  readonly name: string;
  readonly parent?: string;
  readonly description?: string;
  /** Seconds since 1970. */
  readonly snaptime?: number;
  readonly vmstate?: number;
  /**
   * Only on a snapshot that is being made (`prepare`) or removed (`delete`), or whose worker was killed at it. The schema does not have
   * it; PVE's AbstractConfig writes it before it touches a disk and takes it away at the end, and the lists of VMs and containers show it.
   */
  readonly snapstate?: string;
  /** Bytes its memory takes; looked up for a list, and only where there is memory. */
  readonly memory_size?: number | undefined;
}

/** A disk that stands in the way, and why. */
export interface Obstacle {
  readonly disk: string;
  readonly storage: string;
  readonly storageType: string;
}

/** A guest with its snapshots. */
export interface SnapshotGuest {
  readonly guest: Guest;
  readonly snapshots: readonly Snapshot[];
  readonly running: boolean;
  /** Disks that can not be part of a snapshot; looked up only where a snapshot is to be taken. */
  readonly unable: readonly Obstacle[];
  /** Disks on storages that roll back to their youngest snapshot only; looked up only for a rollback to an older one or with a safety snapshot. */
  readonly youngestOnly: readonly Obstacle[];
  /** Storages its disks are on; looked up only for `ready` with a snapshot name. */
  readonly storages: readonly string[];
}

/** What a task finds. */
export interface Current {
  readonly guests: readonly SnapshotGuest[];
  /** Seconds since 1970. */
  readonly now: number;
}

/** A snapshot of a guest. */
export interface Named {
  readonly guest: Guest;
  readonly snapname: string;
  /** To be removed from the configuration even when a disk's snapshot can not be removed. */
  readonly force?: true;
}

/** One step on all guests it concerns, all or nothing. */
export type Change =
  | {
      readonly kind: "create";
      readonly snapname: string;
      readonly guests: readonly Guest[];
      readonly frozen: readonly Guest[];
    }
  | { readonly kind: "remove"; readonly snapshots: readonly Named[] }
  | {
      readonly kind: "rollback";
      readonly snapname: string;
      readonly guests: readonly { readonly guest: Guest; readonly start: boolean }[];
    };
