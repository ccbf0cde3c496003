/** How much something matters: it fails now, it will bite one day, it is good to know. */
export type Severity = "problem" | "warning" | "note";

/** Something the doctor saw. */
export interface Finding {
  readonly severity: Severity;
  /** What was looked at: `certificate`, `snapshots`, ... */
  readonly topic: string;
  readonly what: string;
  /** What to do about it. */
  readonly todo: string;
  /** Guests, roles or places in files it is about. */
  readonly where?: readonly string[];
}

/** What one look found, and in a few words how things are there. */
export interface Look {
  readonly topic: string;
  /** `9.2.11 on 3 nodes`; undefined when it could not be told. */
  readonly summary: string | undefined;
  /** Lines below the summary. */
  readonly details?: readonly string[];
  readonly findings: readonly Finding[];
}

/** `1 guest`, `3 guests`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
