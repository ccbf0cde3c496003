import { HintedError } from "../../core/errors.ts";
import { ageSeconds } from "../kit/age.ts";
import { notesFor, sameNotes } from "./notes.ts";
import type { BackupArgs } from "./options.ts";
import { surplusAfter } from "./retention.ts";
import {
  type Attributes,
  type Backup,
  type Change,
  type Counted,
  type Current,
  type GuestBackups,
  isProtected,
} from "./state.ts";

/** Pure: which guests need a backup, what changes about those that are there, and what goes. @throws HintedError BACKUP_*, OPTION_INVALID */
export function plan(current: Current, args: BackupArgs): readonly Change[] {
  switch (args.state) {
    case "list":
      return [];
    case "pruned":
      return current.guests.flatMap((entry) => pruning(entry, current, {}));
    case "absent":
      return removal(current, args);
    case "present":
      return current.single ? single(current, args) : [...creation(current, args), ...upkeep(current, args)];
  }
}

/** The backup of a guest that is young enough, if there is one. */
export function freshOf({ backups }: GuestBackups, now: number, { max_age }: BackupArgs): Backup | undefined {
  if (max_age === undefined) return undefined;
  const oldest = now - ageSeconds("max_age", max_age);
  return backups.find(({ ctime }) => ctime >= oldest);
}

/** The backups that count without a new one, as they are after the task. */
export function countedOf({ guests, now, single: named }: Current, args: BackupArgs): readonly Counted[] {
  if (named?.backup) {
    const { vmid, subtype } = named.backup;
    const guest = {
      node: named.node,
      ...(vmid === undefined ? {} : { vmid }),
      ...(subtype === undefined ? {} : { type: subtype }),
    };
    return [{ guest, backup: args.state === "present" ? asAsked(named.backup, args.notes, args) : named.backup }];
  }
  return guests.flatMap((entry) => {
    const backup = freshOf(entry, now, args);
    const notes = args.notes === undefined ? undefined : notesFor(entry.guest, args.notes);
    return backup ? [{ guest: entry.guest, backup: asAsked(backup, notes, args) }] : [];
  });
}

function asAsked(backup: Backup, notes: string | undefined, { protected: isKept }: BackupArgs): Backup {
  return {
    ...backup,
    ...(notes === undefined ? {} : { notes }),
    ...(isKept === undefined ? {} : { protected: isKept }),
  };
}

function creation(current: Current, args: BackupArgs): readonly Change[] {
  const lacking = current.guests.filter((entry) => !freshOf(entry, current.now, args));
  if (lacking.length === 0) return [];
  const guests = lacking.map(({ guest }) => ({
    guest,
    notes: args.notes === undefined ? undefined : notesFor(guest, args.notes),
  }));
  return [{ kind: "create", guests, protected: args.protected, counted: countedOf(current, args) }];
}

function upkeep(current: Current, args: BackupArgs): readonly Change[] {
  return current.guests.flatMap((entry) => {
    const { guest } = entry;
    const fresh = freshOf(entry, current.now, args);
    if (!fresh) return pruning(entry, current, { next: { isProtected: args.protected === true } });
    const notes = args.notes === undefined ? undefined : notesFor(guest, args.notes);
    const attributes = changed(guest.node, fresh, { notes, protected: args.protected });
    const isProtectedNow = args.protected ?? isProtected(fresh);
    const changes = isProtectedNow === isProtected(fresh) ? {} : { altered: { ...fresh, protected: isProtectedNow } };
    return [...attributes, ...pruning(entry, current, changes)];
  });
}

/** Nothing that changes is left out of a step. */
function changed(
  node: string,
  backup: Backup,
  wanted: { readonly notes: string | undefined; readonly protected: boolean | undefined },
): readonly Change[] {
  const after: Attributes = {
    ...(wanted.notes === undefined || sameNotes(backup.notes, wanted.notes) ? {} : { notes: wanted.notes }),
    ...(wanted.protected === undefined || wanted.protected === isProtected(backup)
      ? {}
      : { protected: wanted.protected }),
  };
  return Object.keys(after).length === 0 ? [] : [{ kind: "attributes", node, backup, after }];
}

/** What the task does before it prunes, so that the server's preview does not count it yet. */
interface Before {
  /** A new backup is made. */
  readonly next?: { readonly isProtected: boolean };
  /** A backup becomes protected, or is not any more. */
  readonly altered?: Backup;
}

function pruning(
  { guest, backups, surplus }: GuestBackups,
  { retention, now }: Current,
  before: Before,
): readonly Change[] {
  if (retention === undefined) return [];
  const { next, altered } = before;
  const listed = altered ? backups.map((backup) => (backup.volid === altered.volid ? altered : backup)) : backups;
  const gone =
    next || altered
      ? surplusAfter(listed, retention, next && { now, ...next })
      : backups.filter(({ volid }) => surplus.includes(volid));
  // Oldest first, so that what is left after a failure is the younger part.
  return gone.length === 0 ? [] : [{ kind: "prune", guest, retention, backups: gone.toReversed() }];
}

function single({ single: found }: Current, args: BackupArgs): readonly Change[] {
  if (!found?.backup)
    throw new HintedError("BACKUP_NOT_FOUND", `There is no backup ${args.volid ?? ""}`, {
      hint: "See what there is with state: list; name guests in place of 'volid' to make a backup",
    });
  return changed(found.node, found.backup, { notes: args.notes, protected: args.protected });
}

function removal({ single: found }: Current, args: BackupArgs): readonly Change[] {
  if (!found?.backup) return [];
  const { node, backup } = found;
  const remove: Change = { kind: "remove", node, backup };
  if (!isProtected(backup)) return [remove];
  if (args.protected === false) return [...changed(node, backup, { notes: undefined, protected: false }), remove];
  throw new HintedError("BACKUP_PROTECTED", `${backup.volid} is protected`, {
    hint: "Set 'protected' to false as well to remove it all the same",
  });
}
