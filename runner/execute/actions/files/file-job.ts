import { HintedError } from "../../../../core/errors.ts";
import type { Target } from "../../connections/target.ts";

/** What a path is, in the words of the file module. */
export type PathState = "absent" | "file" | "directory" | "link" | "hard";

/** One path that is to be brought to a state. */
export interface FileJob {
  readonly target: Target;
  readonly path: string;
  readonly before: PathState;
  readonly check: boolean;
  readonly args: {
    readonly state?: "absent" | "directory" | "file" | "hard" | "link" | "touch";
    readonly src?: string;
    readonly recurse: boolean;
    readonly force: boolean;
    readonly follow: boolean;
    readonly mode?: unknown;
    readonly owner?: string;
    readonly group?: string;
    readonly modification_time?: string;
    readonly modification_time_format: string;
    readonly access_time?: string;
    readonly access_time_format: string;
  };
}

/** Two sides of a change, by attribute. */
export interface FileDiff {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** What came of it. */
export interface FileOutcome {
  readonly path: string;
  readonly changed: boolean;
  readonly diff?: FileDiff;
  /** How the path is called in the result. */
  readonly named?: "path" | "dest";
  /** The state to report where the path itself can not tell it. */
  readonly state?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** What a path is now. */
export async function stateOf(target: Target, path: string): Promise<PathState> {
  const info = await target.files.stat(path);
  if (!info) return "absent";
  if (info.kind === "link" || info.kind === "directory") return info.kind;
  return info.links > 1 ? "hard" : "file";
}

/** The diff of a change of state, to which attributes are added. */
export function stateDiff(path: string, before: string, after: string): FileDiff {
  if (before === after) return { before: { path }, after: { path } };
  return { before: { path, state: before }, after: { path, state: after } };
}

/** A diff with further differences. */
export function joinDiff(diff: FileDiff, more: FileDiff): FileDiff {
  return { before: { ...diff.before, ...more.before }, after: { ...diff.after, ...more.after } };
}

/** The failure of a path that is not what it must be. */
export function pathConflict(message: string, path: string): HintedError {
  return new HintedError("TASK_FAILED", message, {
    hint: "Remove it first, or correct 'state' or 'path'",
    details: { path },
  });
}
