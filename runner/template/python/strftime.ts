import { PythonFailure } from "./failure.ts";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const MS_PER_DAY = 86_400_000;

/** What a moment carries beside its fields. */
export interface StrftimeExtras {
  readonly microsecond: number;
  /** Name and offset for `%Z` and `%z`; empty for a naive time. */
  readonly zone: string;
  readonly zoneOffset?: string;
  /** Seconds since the epoch, for `%s`. */
  readonly epoch?: number;
}

const pad = (value: number, width = 2, fill = "0"): string => String(value).padStart(width, fill);

function dayOfYear(date: Date): number {
  return (
    Math.floor(
      (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) /
        MS_PER_DAY,
    ) + 1
  );
}

/** Year and week by ISO 8601: a week belongs to the year its Thursday is in. */
function isoWeek(date: Date): readonly [number, number] {
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * MS_PER_DAY);
  return [thursday.getUTCFullYear(), Math.floor((dayOfYear(thursday) - 1) / 7) + 1];
}

type Directive = (date: Date, extras: StrftimeExtras) => string;

const DIRECTIVES: Readonly<Record<string, Directive>> = {
  a: (date) => (DAYS[date.getUTCDay()] ?? "").slice(0, 3),
  A: (date) => DAYS[date.getUTCDay()] ?? "",
  b: (date) => (MONTHS[date.getUTCMonth()] ?? "").slice(0, 3),
  B: (date) => MONTHS[date.getUTCMonth()] ?? "",
  c: (date, extras) => strftime("%a %b %e %H:%M:%S %Y", date, extras),
  C: (date) => pad(Math.floor(date.getUTCFullYear() / 100)),
  d: (date) => pad(date.getUTCDate()),
  D: (date, extras) => strftime("%m/%d/%y", date, extras),
  e: (date) => pad(date.getUTCDate(), 2, " "),
  f: (_date, extras) => pad(extras.microsecond, 6),
  F: (date, extras) => strftime("%Y-%m-%d", date, extras),
  g: (date) => pad(isoWeek(date)[0] % 100),
  G: (date) => String(isoWeek(date)[0]),
  h: (date) => (MONTHS[date.getUTCMonth()] ?? "").slice(0, 3),
  H: (date) => pad(date.getUTCHours()),
  I: (date) => pad(((date.getUTCHours() + 11) % 12) + 1),
  j: (date) => pad(dayOfYear(date), 3),
  k: (date) => pad(date.getUTCHours(), 2, " "),
  l: (date) => pad(((date.getUTCHours() + 11) % 12) + 1, 2, " "),
  m: (date) => pad(date.getUTCMonth() + 1),
  M: (date) => pad(date.getUTCMinutes()),
  n: () => "\n",
  p: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  P: (date) => (date.getUTCHours() < 12 ? "am" : "pm"),
  r: (date, extras) => strftime("%I:%M:%S %p", date, extras),
  R: (date, extras) => strftime("%H:%M", date, extras),
  s: (date, extras) => String(Math.floor(extras.epoch ?? date.getTime() / 1000)),
  S: (date) => pad(date.getUTCSeconds()),
  t: () => "\t",
  T: (date, extras) => strftime("%H:%M:%S", date, extras),
  u: (date) => String(((date.getUTCDay() + 6) % 7) + 1),
  U: (date) => pad(Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7)),
  V: (date) => pad(isoWeek(date)[1]),
  w: (date) => String(date.getUTCDay()),
  W: (date) => pad(Math.floor((dayOfYear(date) + 6 - ((date.getUTCDay() + 6) % 7)) / 7)),
  x: (date, extras) => strftime("%m/%d/%y", date, extras),
  X: (date, extras) => strftime("%H:%M:%S", date, extras),
  y: (date) => pad(date.getUTCFullYear() % 100),
  Y: (date) => String(date.getUTCFullYear()),
  z: (_date, extras) => extras.zoneOffset ?? "",
  Z: (_date, extras) => extras.zone,
  "%": () => "%",
};

/** Text of a moment by a strftime format, in the C locale. The UTC fields of `date` are the fields shown. */
export function strftime(format: string, date: Date, extras: StrftimeExtras): string {
  return format.replaceAll(/%([-_0^#]?)([A-Za-z%])/g, (all, flag: string, letter: string) => {
    const directive = DIRECTIVES[letter];
    return directive ? flagged(flag, directive(date, extras)) : all;
  });
}

/** The glibc flags: `-` no padding, `_` blanks, `^` upper case. */
function flagged(flag: string, shown: string): string {
  if (flag === "-") return shown.replace(/^[0 ]+(?=\d)/, "");
  if (flag === "_") return shown.replace(/^0+(?=\d)/, (zeros) => " ".repeat(zeros.length));
  return flag === "^" ? shown.toUpperCase() : shown;
}

const FIELD_PATTERNS: Readonly<Record<string, string>> = {
  Y: String.raw`(\d{4})`,
  m: String.raw`(1[0-2]|0[1-9]|[1-9])`,
  d: String.raw`(3[01]|[12]\d|0[1-9]|[1-9]| [1-9])`,
  H: String.raw`(2[0-3]|[01]\d|\d)`,
  I: String.raw`(1[0-2]|0[1-9]|[1-9])`,
  M: String.raw`([0-5]\d|\d)`,
  S: String.raw`(6[01]|[0-5]\d|\d)`,
  f: String.raw`(\d{1,6})`,
  y: String.raw`(\d{2})`,
  j: String.raw`(36[0-6]|3[0-5]\d|[12]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9])`,
  p: "([AaPp][Mm])",
  b: `(${MONTHS.map((name) => name.slice(0, 3)).join("|")})`,
  B: `(${MONTHS.join("|")})`,
  a: `(?:${DAYS.map((name) => name.slice(0, 3)).join("|")})()`,
  A: `(?:${DAYS.join("|")})()`,
  z: String.raw`([-+]\d\d:?[0-5]\d|Z)`,
  Z: "(UTC|GMT)",
  "%": "%()",
};

/** A parsed moment: microseconds on the wall clock, and minutes east of UTC when the text said so. */
export interface Parsed {
  readonly wall: number;
  readonly offset: number | undefined;
}

/** Python's `datetime.strptime`. @throws PythonFailure ValueError when the text does not have the format */
export function strptime(source: string, format: string): Parsed {
  const letters: string[] = [];
  const pattern = expand(format).replaceAll(/%(.)|\s+|[.*+?^${}()|[\]\\]/gs, (all, letter: string | undefined) => {
    if (letter === undefined) return /^\s/.test(all) ? String.raw`\s+` : `\\${all}`;
    const field = FIELD_PATTERNS[letter];
    if (field === undefined)
      throw new PythonFailure("ValueError", `'${letter}' is a bad directive in format '${format}'`);
    letters.push(letter);
    return field;
  });
  const match = new RegExp(`^${pattern}$`, "i").exec(source);
  if (!match) throw new PythonFailure("ValueError", `time data '${source}' does not match format '${format}'`);
  return assemble(new Map(letters.map((letter, index) => [letter, match[index + 1] ?? ""])));
}

function expand(format: string): string {
  return format
    .replaceAll("%T", "%H:%M:%S")
    .replaceAll("%D", "%m/%d/%y")
    .replaceAll("%F", "%Y-%m-%d")
    .replaceAll("%R", "%H:%M");
}

function assemble(fields: ReadonlyMap<string, string>): Parsed {
  const number = (letter: string, fallback: number): number =>
    fields.has(letter) ? Number(fields.get(letter)) : fallback;
  const short = number("y", 0);
  const year = fields.has("y") ? short + (short < 69 ? 2000 : 1900) : number("Y", 1900);
  const month = monthOf(fields) ?? number("m", 1);
  const day = number("d", 1);
  const base = new Date(0);
  base.setUTCFullYear(year, fields.has("j") ? 0 : month - 1, fields.has("j") ? number("j", 1) : day);
  if (!fields.has("j") && base.getUTCDate() !== day)
    throw new PythonFailure("ValueError", "day is out of range for month");
  const seconds = (hourOf(fields) * 60 + number("M", 0)) * 60 + number("S", 0);
  const micros = Number((fields.get("f") ?? "").padEnd(6, "0"));
  return { wall: (base.getTime() + seconds * 1000) * 1000 + micros, offset: zoneOf(fields.get("z")) };
}

function monthOf(fields: ReadonlyMap<string, string>): number | undefined {
  const name = fields.get("b") ?? fields.get("B");
  return name === undefined
    ? undefined
    : MONTHS.findIndex((month) => month.toLowerCase().startsWith(name.toLowerCase())) + 1;
}

function hourOf(fields: ReadonlyMap<string, string>): number {
  if (!fields.has("I")) return Number(fields.get("H") ?? 0);
  return (Number(fields.get("I")) % 12) + (fields.get("p")?.toLowerCase() === "pm" ? 12 : 0);
}

function zoneOf(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  const parts = /([-+])(\d\d):?(\d\d)/.exec(zone);
  return parts ? (parts[1] === "-" ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) : 0;
}
