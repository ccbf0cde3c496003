import { HintedError } from "../../core/errors.ts";

const HOUR = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR };

/** Milliseconds of an age such as `90d`, `2w` or `12h`. @throws HintedError OPTION_INVALID */
export function parseAge(text: string): number {
  const [, count = "", unit = ""] = /^(\d+)\s*([hdw])$/.exec(text.trim()) ?? [];
  const milliseconds = Number(count) * (UNITS[unit] ?? 0);
  if (milliseconds > 0) return milliseconds;
  throw new HintedError("OPTION_INVALID", `'rotate_after' is '${text}', expected an age such as 90d, 2w or 12h`, {
    hint: "Write a whole number with h, d or w",
  });
}
