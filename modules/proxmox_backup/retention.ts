import { HintedError } from "../../core/errors.ts";
import { type Backup, isProtected } from "./state.ts";

/** Backups to keep, by the name of the period. */
type Keep = ReadonlyMap<string, number>;

/** Checks a retention. @throws HintedError OPTION_INVALID */
export function checkRetention(text: string): void {
  if (text === "storage" || /^keep-\w+=\d+(,keep-\w+=\d+)*$/.test(text.trim())) {
    const unknown = [...keepOf(text).keys()].find((name) => !NAMES.has(name));
    if (text === "storage" || unknown === undefined) return;
  }
  throw new HintedError("OPTION_INVALID", `'prune' is '${text}', expected such as keep-last=3,keep-weekly=4`, {
    hint: "Use keep-last, keep-hourly, keep-daily, keep-weekly, keep-monthly, keep-yearly or keep-all, or storage",
  });
}

/** Periods from short to long, each with the part of a local time in milliseconds that names it. */
const PERIODS: readonly (readonly [string, (local: number) => string])[] = [
  ["keep-last", (local) => String(local)],
  ["keep-hourly", (local) => new Date(local).toISOString().slice(0, 13)],
  ["keep-daily", (local) => new Date(local).toISOString().slice(0, 10)],
  ["keep-weekly", weekOf],
  ["keep-monthly", (local) => new Date(local).toISOString().slice(0, 7)],
  ["keep-yearly", (local) => new Date(local).toISOString().slice(0, 4)],
];

const NAMES = new Set(["keep-all", ...PERIODS.map(([name]) => name)]);

/**
 * Which of a guest's backups, newest first, a retention would remove once a task has changed what there is: what the server's preview
 * can not tell yet (source: pve-storage's rule: each period in turn, a protected backup takes no place). `next` is one more, made now.
 */
export function surplusAfter(
  backups: readonly Backup[],
  text: string,
  next: { readonly now: number; readonly isProtected: boolean } | undefined,
): readonly Backup[] {
  const keep = keepOf(text);
  if ((keep.get("keep-all") ?? 0) > 0 || [...keep.values()].every((count) => count === 0)) return [];
  const offset = offsetOf(backups);
  const standard = backups.filter((backup) => !isProtected(backup) && hasStandardName(backup));
  const entries: Entry[] = standard.map((backup) => ({
    backup,
    local: (localTime(backup) ?? backup.ctime + offset) * 1000,
    isKept: undefined,
  }));
  if (next?.isProtected === false) {
    // Later than all others, by whatever clock they were made.
    const local = Math.max((next.now + offset) * 1000, ...entries.map((entry) => entry.local + 1000));
    entries.unshift({ backup: undefined, local, isKept: undefined });
  }
  for (const [name, period] of PERIODS) mark(entries, keep.get(name) ?? 0, period);
  return entries.flatMap(({ backup, isKept }) => (backup && isKept !== true ? [backup] : []));
}

interface Entry {
  /** Undefined for the one to be made. */
  readonly backup: Backup | undefined;
  readonly local: number;
  isKept: boolean | undefined;
}

/** Keeps the newest of each period not covered yet, as many as asked for. */
function mark(entries: readonly Entry[], count: number, period: (local: number) => string): void {
  const covered = new Set(entries.filter(({ isKept }) => isKept === true).map(({ local }) => period(local)));
  const fresh = new Set<string>();
  for (const entry of entries) {
    const here = period(entry.local);
    if (entry.isKept !== undefined || covered.has(here)) continue;
    if (fresh.has(here)) entry.isKept = false;
    else if (fresh.size >= count) return;
    else {
      fresh.add(here);
      entry.isKept = true;
    }
  }
}

function keepOf(text: string): Keep {
  const pairs = text.split(",").map((pair) => pair.trim().split("="));
  return new Map(pairs.map(([name = "", count = "0"]) => [name, Number(count)]));
}

/** Name of an archive the server gave itself; others it never prunes. */
function hasStandardName({ volid }: Backup): boolean {
  return /[:/]vzdump-(?:qemu|lxc|openvz)-\d+-\d{4}_\d\d_\d\d-\d\d_\d\d_\d\d\./.test(volid) || isOnBackupServer(volid);
}

function isOnBackupServer(volid: string): boolean {
  return /:backup\/(?:vm|ct)\/\d+\/\d{4}-\d\d-\d\dT[\d:]+Z$/.test(volid);
}

/** Periods are those of the node's time zone, in which archives have their names. Seconds, as if the local time were UTC. */
function localTime({ volid }: Backup): number | undefined {
  const [, date, time] = /-(\d{4}_\d\d_\d\d)-(\d\d_\d\d_\d\d)\./.exec(volid) ?? [];
  if (date === undefined || time === undefined) return undefined;
  return Date.parse(`${date.replaceAll("_", "-")}T${time.replaceAll("_", ":")}Z`) / 1000;
}

/** Seconds from UTC to the node's time, in whole quarters of an hour; 0 where no name tells. */
function offsetOf(backups: readonly Backup[]): number {
  for (const backup of backups) {
    const local = localTime(backup);
    if (local !== undefined) return Math.round((local - backup.ctime) / 900) * 900;
  }
  return 0;
}

/** ISO week with its year: the one its Thursday is in. */
function weekOf(local: number): string {
  const day = 86_400_000;
  const weekday = (new Date(local).getUTCDay() + 6) % 7;
  const thursday = Math.floor(local / day) * day + (3 - weekday) * day;
  const year = new Date(thursday).getUTCFullYear();
  return `${year}-${Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * day))}`;
}
