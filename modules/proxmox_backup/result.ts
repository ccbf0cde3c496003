import { type Counted, isProtected } from "./state.ts";

/** Backups as a result tells them, by guest; `volid` stands alone where there is but one. */
export function told(counted: readonly Counted[]): Readonly<Record<string, unknown>> {
  const backups = counted
    .toSorted((a, b) => a.vmid - b.vmid || b.backup.ctime - a.backup.ctime)
    .map(({ vmid, backup }) => ({
      vmid,
      volid: backup.volid,
      ctime: backup.ctime,
      size: backup.size ?? null,
      notes: backup.notes ?? "",
      protected: isProtected(backup),
    }));
  const [only] = backups;
  return { backups, ...(only && backups.length === 1 ? { volid: only.volid } : {}) };
}
