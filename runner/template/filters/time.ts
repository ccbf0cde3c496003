import { type FilterTable, plugin } from "../plugin.ts";
import { flagArgument, stringArgument } from "../python/arguments.ts";
import { DateTime } from "../python/datetime.ts";
import { PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { strftime, strptime } from "../python/strftime.ts";
import { parseFloatItem } from "./numbers.ts";

function formatTime(value: Item, [second = null, utc]: readonly (Item | undefined)[]): Item {
  const given = second === null ? Date.now() / 1000 : parseFloatItem(second);
  if (given === undefined) throw new PythonFailure("ValueError", "Invalid value for epoch value");
  const epoch = Math.floor(given);
  const moment = new Date(epoch * 1000);
  const minutes = flagArgument(utc) ? 0 : -moment.getTimezoneOffset();
  const shown = new Date(moment.getTime() + minutes * 60_000);
  const pad = (number: number): string => String(number).padStart(2, "0");
  const zoneOffset = `${minutes < 0 ? "-" : "+"}${pad(Math.floor(Math.abs(minutes) / 60))}${pad(Math.abs(minutes) % 60)}`;
  const zone = flagArgument(utc) ? "GMT" : zoneName(moment);
  return strftime(stringArgument(value, "string_format"), shown, { microsecond: 0, zone, zoneOffset, epoch });
}

function zoneName(moment: Date): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" }).formatToParts(moment);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

/** Filters over dates and times. */
export const timeFilters: FilterTable = {
  strftime: plugin(["second?", "utc?"], formatTime),
  to_datetime: plugin(["format?"], (value, [format = "%Y-%m-%d %H:%M:%S"]) => {
    const { wall, offset } = strptime(stringArgument(value, "string"), stringArgument(format, "format"));
    return new DateTime(wall, { offset });
  }),
};
