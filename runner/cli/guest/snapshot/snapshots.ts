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

/** What the module tells of a guest. */
export function entryOf({ guests }: ModuleResult, vmid: number): Readonly<Record<string, unknown>> | undefined {
  const entries: readonly unknown[] = Array.isArray(guests) ? guests : [];
  return entries.filter(isRecord).find((entry) => entry["vmid"] === vmid);
}

/** The snapshots in such an entry, oldest first. */
export function snapshotsIn(entry: Readonly<Record<string, unknown>> | undefined): readonly Snapshot[] {
  const list: unknown = entry?.["snapshots"];
  return Array.isArray(list) ? list.filter(isSnapshot) : [];
}

/** Whether a guest had a snapshot of that name before the task. */
export function hasSnapshot(result: ModuleResult, guest: Pick<ListedGuest, "vmid">, name: string): boolean {
  return snapshotsIn(entryOf(result, guest.vmid)).some((snapshot) => snapshot.name === name);
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
