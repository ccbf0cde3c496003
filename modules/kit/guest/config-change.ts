/** A guest's configuration by key, as the server shows it. */
export type Config = Readonly<Record<string, string | number | undefined>>;

/** How one configuration key changes; `shown` are the parts that differ, for the diff. */
export interface KeyChange {
  readonly key: string;
  readonly value: string;
  readonly shown: readonly ShownPart[];
}

/** `net0.tag` before and after; `null` is not set. */
export interface ShownPart {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A disk that grows. Sizes in bytes. */
export interface Resize {
  readonly disk: string;
  readonly from: number;
  readonly to: number;
}

/** A disk that moves to another storage. */
export interface Move {
  readonly disk: string;
  readonly from: string;
  readonly to: string;
}

/** A disk that leaves its place: kept as an unused one, or destroyed. */
export interface Unlink {
  readonly disk: string;
  readonly volume: string;
  readonly destroy: boolean;
}

/** What must change for the configuration to hold what is desired. */
export interface ConfigDiff {
  readonly keys: KeyChange[];
  readonly resizes: Resize[];
  readonly moves: Move[];
  readonly unlinks: Unlink[];
}
