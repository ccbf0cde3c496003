import { createHash } from "node:crypto";
import type { Config, Guest } from "../state.ts";

/** The digest of a guest's configuration: the SHA-1 of its file, so equal contents have equal digests. */
export function digestOf(guest: Guest): string {
  return createHash("sha1").update(renderConfig(guest)).digest("hex");
}

/** A guest's configuration file: current values, pending ones, snapshots. */
export function renderConfig(guest: Pick<Guest, "config" | "pending" | "pendingDelete" | "snapshots">): string {
  const deletes = [...guest.pendingDelete].map(([key, force]) => (force ? `!${key}` : key)).sort();
  const pending = [...section(guest.pending), ...(deletes.length > 0 ? [`delete: ${deletes.join(",")}`] : [])];
  const snapshots = [...guest.snapshots]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, snapshot]) => {
      const extra: [string, string][] = [
        ["description", snapshot.description],
        ["parent", snapshot.parent ?? ""],
        ["snaptime", String(snapshot.snaptime)],
        ["snapstate", snapshot.snapstate ?? ""],
      ];
      return [`[${name}]`, ...section(new Map([...snapshot.config, ...extra]))];
    });
  return [...section(guest.config), ...(pending.length > 0 ? ["[PENDING]", ...pending] : []), ...snapshots.flat()].join(
    "\n",
  );
}

/** Values that are empty are not written, so setting a description to nothing is deleting it. */
function section(config: Config): string[] {
  return [...config.keys()].sort().flatMap((key) => {
    const value = config.get(key) ?? "";
    return value === "" ? [] : [`${key}: ${value}`];
  });
}
