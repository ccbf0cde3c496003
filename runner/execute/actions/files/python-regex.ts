import { HintedError } from "../../../../core/errors.ts";

/** A JavaScript expression with the meaning of a Python one, as far as files are edited with it. @throws HintedError OPTION_INVALID */
export function pythonRegex(source: string, flags = ""): RegExp {
  const inline = /^\(\?([aimsux]+)\)/.exec(source);
  const wanted = new Set((flags + (inline?.[1] ?? "")).replace(/[^dgims]/g, "").split(""));
  const body = (inline ? source.slice(inline[0].length) : source)
    .replaceAll("(?P<", "(?<")
    .replace(/\(\?P=(\w+)\)/g, String.raw`\k<$1>`)
    .replaceAll(String.raw`\A`, "(?<![\\s\\S])")
    .replaceAll(String.raw`\Z`, "(?![\\s\\S])")
    .replace(TOKEN, (part) => (part === "$" && !wanted.has("m") ? BEFORE_LAST_NEWLINE : part));
  try {
    return new RegExp(body, [...wanted].join(""));
  } catch (error) {
    throw new HintedError("OPTION_INVALID", `Not a regular expression: ${source}`, {
      hint: "Escape characters with a meaning of their own with a backslash",
      cause: error,
    });
  }
}

/** An escaped character, a class of characters, or the end. */
const TOKEN = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\$/g;

/** Python's `$` matches before a newline at the end as well. */
const BEFORE_LAST_NEWLINE = String.raw`(?=\n?(?![\s\S]))`;

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\" };

const REFERENCE = /\\(?:g<(\w+)>|(\d{1,2})|(.))/g;

/** A replacement with Python's `\1`, `\g<1>` and `\g<name>` filled in. */
export function expandTemplate(template: string, match: RegExpMatchArray): string {
  return template.replace(REFERENCE, (whole: string, ...parts: readonly (string | undefined)[]) => {
    const [named, number, escape] = parts;
    const key = named ?? number;
    if (key !== undefined) return (/^\d+$/.test(key) ? match[Number(key)] : match.groups?.[key]) ?? "";
    return escape === undefined ? whole : (ESCAPES[escape] ?? whole);
  });
}
