import { HintedError } from "../../core/errors.ts";
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

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds of an age such as `30d`. @throws HintedError OPTION_INVALID */
export function ageSeconds(text: string): number {
  const [, digits, unit] = /^\s*(\d+)\s*([mhdw])\s*$/i.exec(text) ?? [];
  const factor = UNITS[(unit ?? "").toLowerCase()];
  if (digits !== undefined && factor !== undefined) return Number(digits) * factor;
  throw new HintedError("OPTION_INVALID", `'retention_age' is '${text}', expected a number with m, h, d or w`, {
    hint: "Write, for example, 30d",
  });
}
