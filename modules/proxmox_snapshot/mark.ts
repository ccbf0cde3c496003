import type { Snapshot } from "./state.ts";

/** Last line of the description of a snapshot this module made: how retention knows its own. */
const MARK = "made by pveplay";

/** The description of a new snapshot: the user's text and the mark. */
export function markedDescription(text: string | undefined): string {
  return text === undefined || text === "" ? MARK : `${text}\n${MARK}`;
}

/** Whether this module made the snapshot. */
export function isOwn({ description }: Snapshot): boolean {
  return (description ?? "").trimEnd().split("\n").at(-1) === MARK;
}
