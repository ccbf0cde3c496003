import { type Counted, isProtected } from "./state.ts";

/** Backups as a result tells them, by guest; `volid` stands alone where there is but one. */
export function told(counted: readonly Counted[]): Readonly<Record<string, unknown>> {
  const backups = counted
    .toSorted((a, b) => (a.guest.vmid ?? 0) - (b.guest.vmid ?? 0) || b.backup.ctime - a.backup.ctime)
    .map(({ guest: { vmid, name, type, node }, backup }) => ({
      vmid: vmid ?? null,
      name: name ?? null,
      type: type ?? null,
      node,
      volid: backup.volid,
      ctime: backup.ctime,
      size: backup.size ?? null,
      notes: backup.notes ?? "",
      protected: isProtected(backup),
    }));
  const [only] = backups;
  return { backups, ...(only && backups.length === 1 ? { volid: only.volid } : {}) };
}
