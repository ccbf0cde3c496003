import { HintedError } from "../../../../core/errors.ts";
import type { ModuleResult } from "../../../../modules/index.ts";
import type { ListedGuest } from "../listed-guest.ts";

/** A snapshot as proxmox_snapshot lists it. */
export interface Snapshot {
  readonly name: string;
  readonly parent?: string;
  readonly description?: string;
  /** Seconds since 1970. */
  readonly snaptime?: number;
}

/** The snapshots a guest had before the task, oldest first. */
export function snapshotsOf({ guests }: ModuleResult, { vmid }: Pick<ListedGuest, "vmid">): readonly Snapshot[] {
  const entries: readonly unknown[] = Array.isArray(guests) ? guests : [];
  const entry = entries.find((candidate) => isRecord(candidate) && candidate["vmid"] === vmid);
  const list: unknown = isRecord(entry) ? entry["snapshots"] : [];
  return Array.isArray(list) ? list.filter(isSnapshot) : [];
}

/** Whether a guest had a snapshot of that name before the task. */
export function hasSnapshot(result: ModuleResult, guest: Pick<ListedGuest, "vmid">, name: string): boolean {
  return snapshotsOf(result, guest).some((snapshot) => snapshot.name === name);
}

/** The name a command needs, though its parent has none. @throws HintedError USAGE */
export function needName({ name }: { readonly name?: string }): string {
  if (name !== undefined && name !== "") return name;
  throw new HintedError("USAGE", "The snapshot is not named", { hint: "Give --name" });
}

function isSnapshot(value: unknown): value is Snapshot {
  return isRecord(value) && typeof value["name"] === "string";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
