import type { Guest } from "../../core/proxmox/guests.ts";

/** A backup as its storage lists it. */
export interface Backup {
  readonly volid: string;
  /** Seconds since 1970. */
  readonly ctime: number;
  /** Bytes. */
  readonly size?: number;
  readonly vmid?: number;
  readonly subtype?: string;
  readonly notes?: string;
  readonly protected?: number | boolean;
}

/** A guest with its backups on the storage. */
export interface GuestBackups {
  readonly guest: Guest;
  /** Newest first. */
  readonly backups: readonly Backup[];
  /** Volume ids the server would remove by the retention, as things are; empty when there is none. */
  readonly surplus: readonly string[];
}

/** A backup named by itself. */
export interface Single {
  readonly node: string;
  /** Undefined when there is none of that name. */
  readonly backup: Backup | undefined;
}

/** What a task finds. */
export interface Current {
  readonly guests: readonly GuestBackups[];
  readonly single: Single | undefined;
  /** `keep-last=3,...`, with `storage` looked up; undefined when nothing is to be pruned. */
  readonly retention: string | undefined;
  /** Seconds since 1970. */
  readonly now: number;
}

/** A backup with what is known of the guest it belongs to, as results tell it. */
export interface Counted {
  readonly guest: { readonly vmid?: number; readonly node: string; readonly type?: string; readonly name?: string };
  readonly backup: Backup;
}

/** A guest to be backed up. */
export interface Wanted {
  readonly guest: Guest;
  readonly notes: string | undefined;
}

/** What changes about a backup that is there. */
export interface Attributes {
  readonly notes?: string;
  readonly protected?: boolean;
}

/** One step. */
export type Change =
  | {
      readonly kind: "create";
      readonly guests: readonly Wanted[];
      readonly protected: boolean | undefined;
      /** Backups of the other guests, which are young enough. */
      readonly counted: readonly Counted[];
    }
  | { readonly kind: "attributes"; readonly node: string; readonly backup: Backup; readonly after: Attributes }
  | { readonly kind: "remove"; readonly node: string; readonly backup: Backup }
  | {
      readonly kind: "prune";
      readonly guest: Guest;
      readonly retention: string;
      readonly backups: readonly Backup[];
    };

/** Whether the server keeps a backup from being removed. */
export function isProtected(backup: Backup): boolean {
  return backup.protected === true || backup.protected === 1;
}
