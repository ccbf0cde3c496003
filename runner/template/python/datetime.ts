import { float, type Timestamp } from "../../../core/values.ts";
import { PythonFailure } from "./failure.ts";
import { Callable, type Item, type Keywords, PythonObject } from "./item.ts";
import { strftime } from "./strftime.ts";

const MICROS_PER_DAY = 86_400_000_000;

/** A Python datetime (or date): a wall-clock reading, with a UTC offset when it is aware. */
export class DateTime extends PythonObject {
  override readonly typeName: string;
  /** Microseconds since 1970-01-01 00:00 on the clock it was read from. Exact up to the year 2255. */
  readonly wall: number;
  /** Minutes east of UTC; `undefined` for a naive time. */
  readonly offset: number | undefined;
  readonly isDate: boolean;

  constructor(wall: number, options: { readonly offset?: number | undefined; readonly isDate?: boolean } = {}) {
    super();
    this.wall = wall;
    this.offset = options.offset;
    this.isDate = options.isDate ?? false;
    this.typeName = this.isDate ? "date" : "datetime";
  }

  /** From the local wall-clock reading of a moment. */
  static local(moment: Date): DateTime {
    return new DateTime((moment.getTime() - moment.getTimezoneOffset() * 60_000) * 1000);
  }

  /** From Python's `str()` of a date or datetime. */
  static fromTimestamp(stamp: Timestamp): DateTime {
    const parts = /^(\d+-\d+-\d+)(?: (\d+:\d+:\d+)(?:\.(\d+))?([-+]\d+:\d+)?)?$/.exec(stamp.text);
    const wall = Date.parse(`${parts?.[1] ?? ""}T${parts?.[2] ?? "00:00:00"}Z`) * 1000 + Number(parts?.[3] ?? 0);
    const zone = /([-+])(\d+):(\d+)/.exec(parts?.[4] ?? "");
    const minutes = zone ? (zone[1] === "-" ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3])) : undefined;
    return new DateTime(wall, { offset: minutes, isDate: parts?.[2] === undefined });
  }

  /** The reading as a JavaScript date whose UTC fields are the wall-clock fields. */
  get fields(): Date {
    return new Date(Math.floor(this.wall / 1000));
  }

  get microsecond(): number {
    return ((this.wall % 1_000_000) + 1_000_000) % 1_000_000;
  }

  override toString(): string {
    return this.isoformat(" ");
  }

  isoformat(separator = "T"): string {
    const iso = this.fields.toISOString();
    if (this.isDate) return iso.slice(0, 10);
    const fraction = this.microsecond === 0 ? "" : `.${String(this.microsecond).padStart(6, "0")}`;
    return `${iso.slice(0, 10)}${separator}${iso.slice(11, 19)}${fraction}${this.#zone()}`;
  }

  repr(): string {
    const date = this.fields;
    const numbers = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    if (!this.isDate) {
      numbers.push(date.getUTCHours(), date.getUTCMinutes());
      if (date.getUTCSeconds() > 0 || this.microsecond > 0) numbers.push(date.getUTCSeconds());
      if (this.microsecond > 0) numbers.push(this.microsecond);
    }
    return `datetime.${this.typeName}(${numbers.join(", ")})`;
  }

  /** Seconds since the epoch; a naive time is local. */
  timestamp(): number {
    if (this.offset !== undefined) return (this.wall - this.offset * 60_000_000) / 1_000_000;
    const { fields } = this;
    const local = new Date(
      fields.getUTCFullYear(),
      fields.getUTCMonth(),
      fields.getUTCDate(),
      fields.getUTCHours(),
      fields.getUTCMinutes(),
      fields.getUTCSeconds(),
    );
    return local.getTime() / 1000 + this.microsecond / 1_000_000;
  }

  #zone(): string {
    if (this.offset === undefined) return "";
    const minutes = Math.abs(this.offset);
    const pad = (value: number): string => String(value).padStart(2, "0");
    return `${this.offset < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  }

  override attribute(name: string): Item | undefined {
    const date = this.fields;
    const value = FIELDS[name]?.(date);
    if (value !== undefined) return value;
    if (name === "microsecond") return this.microsecond;
    const method = METHODS[name];
    return method && new Callable(name, (args, keywords) => method(this, args, keywords), "builtin_function_or_method");
  }
}

const FIELDS: Readonly<Record<string, (date: Date) => number>> = {
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth() + 1,
  day: (date) => date.getUTCDate(),
  hour: (date) => date.getUTCHours(),
  minute: (date) => date.getUTCMinutes(),
  second: (date) => date.getUTCSeconds(),
};

type Method = (self: DateTime, args: readonly Item[], keywords: Keywords) => Item;

const METHODS: Readonly<Record<string, Method>> = {
  strftime: (self, [format]) => strftime(requireText(format), self.fields, { microsecond: self.microsecond, zone: "" }),
  isoformat: (self, [separator]) => self.isoformat(separator === undefined ? "T" : requireText(separator)),
  timestamp: (self) => float(self.timestamp()),
  weekday: (self) => (self.fields.getUTCDay() + 6) % 7,
  isoweekday: (self) => ((self.fields.getUTCDay() + 6) % 7) + 1,
  toordinal: (self) => Math.floor(self.wall / MICROS_PER_DAY) + 719_163,
  date: (self) => new DateTime(Math.floor(self.wall / MICROS_PER_DAY) * MICROS_PER_DAY, { isDate: true }),
};

function requireText(item: Item | undefined): string {
  if (typeof item !== "string") throw new PythonFailure("TypeError", "a str argument is required");
  return item;
}

/** A difference of two datetimes. */
export class TimeDelta extends PythonObject {
  override readonly typeName: string = "timedelta";
  readonly microseconds: number;

  constructor(microseconds: number) {
    super();
    this.microseconds = microseconds;
  }

  get days(): number {
    return Math.floor(this.microseconds / MICROS_PER_DAY);
  }

  get seconds(): number {
    return Math.floor((this.microseconds - this.days * MICROS_PER_DAY) / 1_000_000);
  }

  override attribute(name: string): Item | undefined {
    if (name === "days") return this.days;
    if (name === "seconds") return this.seconds;
    if (name === "microseconds") return this.microseconds - this.days * MICROS_PER_DAY - this.seconds * 1_000_000;
    if (name !== "total_seconds") return undefined;
    return new Callable(name, () => float(this.microseconds / 1_000_000), "builtin_function_or_method");
  }

  override toString(): string {
    const { days, seconds } = this;
    const micros = this.microseconds - days * MICROS_PER_DAY - seconds * 1_000_000;
    const clock = `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
    const fraction = micros === 0 ? "" : `.${String(micros).padStart(6, "0")}`;
    return `${days === 0 ? "" : `${days} day${Math.abs(days) === 1 ? "" : "s"}, `}${clock}${fraction}`;
  }

  repr(): string {
    const { days, seconds } = this;
    const micros = this.microseconds - days * MICROS_PER_DAY - seconds * 1_000_000;
    const parts = [
      ["days", days],
      ["seconds", seconds],
      ["microseconds", micros],
    ].filter(([, value]) => value !== 0);
    return `datetime.timedelta(${parts.map(([key, value]) => `${key}=${value}`).join(", ") || "0"})`;
  }
}
