import type { AccessModel, AclEntry } from "../../core/proxmox/access/effective.ts";

/** What a task finds. */
export interface Current {
  readonly acl: readonly AclEntry[];
  /** Who asks, when that is somebody whose own rights the task might take. */
  readonly caller: { readonly identity: string; readonly model: AccessModel } | undefined;
}

/** One principal's roles on a path: what `PUT /access/acl` changes in one call. */
export interface Change {
  readonly kind: "grant" | "revoke";
  readonly path: string;
  readonly type: AclEntry["type"];
  readonly ugid: string;
  readonly roles: readonly string[];
  readonly propagate: boolean;
  /** The entries before, for the diff. */
  readonly before: readonly AclEntry[];
}
