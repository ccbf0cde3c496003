import type { Shown } from "../kit/define-module.ts";
import { type Backup, type Change, isProtected } from "./state.ts";

/** A change as the diff shows it: one line for each backup; a new one has no name yet and stands under its guest. */
export function show(change: Change): Shown {
  switch (change.kind) {
    case "create": {
      const entries = change.guests.map(({ guest, notes }) => {
        const texts = notes === undefined ? {} : { notes };
        return [
          `${guest.vmid} backup`,
          { ...texts, ...(change.protected === undefined ? {} : { protected: change.protected }) },
        ] as const;
      });
      return {
        before: Object.fromEntries(entries.map(([key]) => [key, null])),
        after: Object.fromEntries(entries),
      };
    }
    case "attributes": {
      const { volid, notes = "" } = change.backup;
      const before = { notes, protected: isProtected(change.backup) };
      return { before: { [volid]: before }, after: { [volid]: { ...before, ...change.after } } };
    }
    case "remove":
      return gone([change.backup]);
    case "prune":
      return gone(change.backups);
  }
}

function gone(backups: readonly Backup[]): Shown {
  return {
    before: Object.fromEntries(backups.map(({ volid, size }) => [volid, size === undefined ? "there" : { size }])),
    after: Object.fromEntries(backups.map(({ volid }) => [volid, null])),
  };
}
