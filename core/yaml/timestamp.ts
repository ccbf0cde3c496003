import { Timestamp } from "../values.ts";

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const DATETIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?$/;

/** A YAML 1.1 timestamp as Python's `str()` of it; the text itself when it is none; `undefined` when out of range. */
export function resolveTimestamp(text: string): Timestamp | string | undefined {
  const date = DATE.exec(text);
  if (date) return isDay(date) ? new Timestamp(text) : undefined;
  const parts = DATETIME.exec(text);
  if (!parts) return text;
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "", fraction] = parts;
  if (!isDay(parts) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const clock = `${hour.padStart(2, "0")}:${minute}:${second}${microseconds(fraction)}`;
  return new Timestamp(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")} ${clock}${zone(parts)}`);
}

function isDay(parts: RegExpExecArray): boolean {
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  return year >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function microseconds(fraction: string | undefined): string {
  const digits = (fraction ?? "").slice(0, 6).padEnd(6, "0");
  return Number(digits) === 0 ? "" : `.${digits}`;
}

function zone(parts: RegExpExecArray): string {
  const [name, sign, hours, minutes] = [parts[8], parts[9], parts[10], parts[11]];
  if (name === undefined) return "";
  if (sign === undefined) return "+00:00";
  const isZero = Number(hours) === 0 && Number(minutes ?? 0) === 0;
  return `${isZero ? "+" : sign}${(hours ?? "").padStart(2, "0")}:${minutes ?? "00"}`;
}
