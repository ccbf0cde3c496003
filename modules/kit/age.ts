import { HintedError } from "../../core/errors.ts";

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds of an age such as `30d`; `option` is named when it is none. @throws HintedError OPTION_INVALID */
export function ageSeconds(option: string, text: string): number {
  const [, digits, unit] = /^\s*(\d+)\s*([mhdw])\s*$/i.exec(text) ?? [];
  const factor = UNITS[(unit ?? "").toLowerCase()];
  if (digits !== undefined && factor !== undefined) return Number(digits) * factor;
  throw new HintedError("OPTION_INVALID", `'${option}' is '${text}', expected a number with m, h, d or w`, {
    hint: "Write, for example, 30d",
  });
}
