import { HintedError } from "../../../../core/errors.ts";
import type { AttributeChange } from "./attributes.ts";
import type { FileJob } from "./file-job.ts";

const UNCHANGED: AttributeChange = { changed: false, before: {}, after: {} };

/** Sets the times a task asks for; what it does not mention is as `otherwise` says. @throws HintedError OPTION_INVALID */
export async function applyTimes(
  job: FileJob,
  path: string,
  otherwise: "preserve" | "now" = "preserve",
): Promise<AttributeChange> {
  const { target, args, check } = job;
  const mtime = timeOf(args.modification_time ?? otherwise, args.modification_time_format);
  const atime = timeOf(args.access_time ?? otherwise, args.access_time_format);
  if (mtime === undefined && atime === undefined) return UNCHANGED;
  const info = await target.files.stat(path, { follow: true });
  if (!info || ((mtime ?? info.mtime) === info.mtime && (atime ?? info.atime) === info.atime)) return UNCHANGED;
  if (!check) await target.files.utimes(path, atime ?? info.atime, mtime ?? info.mtime);
  const before: Record<string, number> = {};
  const after: Record<string, number> = {};
  if (mtime !== undefined && mtime !== info.mtime) [before["mtime"], after["mtime"]] = [info.mtime, mtime];
  if (atime !== undefined && atime !== info.atime) [before["atime"], after["atime"]] = [info.atime, atime];
  return { changed: true, before, after };
}

/** Seconds since 1970; undefined for `preserve`. */
function timeOf(text: string, format: string): number | undefined {
  if (text === "preserve") return undefined;
  return text === "now" ? Date.now() / 1000 : parseTime(text, format);
}

const FIELDS: Readonly<Record<string, string>> = {
  Y: "(?<Y>\\d{4})",
  m: "(?<m>\\d{1,2})",
  d: "(?<d>\\d{1,2})",
  H: "(?<H>\\d{1,2})",
  M: "(?<M>\\d{1,2})",
  S: "(?<S>\\d{1,2})",
  s: "(?<s>\\d+)",
};

/** A local time in one of the numeric formats of strptime. */
function parseTime(text: string, format: string): number {
  const source = format
    .replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replace(/%([a-zA-Z])/g, (whole, letter: string) => FIELDS[letter] ?? whole);
  const found = new RegExp(`^${source}$`).exec(text)?.groups;
  if (!found) {
    throw new HintedError("OPTION_INVALID", `'${text}' is not a time in the format '${format}'`, {
      hint: "Write such as '202601312359.00', 'now' or 'preserve'",
    });
  }
  if (found["s"] !== undefined) return Number(found["s"]);
  const number = (name: string, fallback: number): number => Number(found[name] ?? fallback);
  return (
    new Date(
      number("Y", 1900),
      number("m", 1) - 1,
      number("d", 1),
      number("H", 0),
      number("M", 0),
      number("S", 0),
    ).getTime() / 1000
  );
}
