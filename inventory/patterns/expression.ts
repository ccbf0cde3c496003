import { HintedError } from "../../core/errors.ts";

/** A test of names for one pattern: a shell glob, or with `~` in front a regular expression matched at the start. */
export function nameTest(pattern: string): (name: string) => boolean {
  const source = pattern.startsWith("~") ? pythonRegex(pattern.slice(1)) : { body: globSource(pattern), flags: "s" };
  try {
    const expression = new RegExp(`^(?:${source.body})`, source.flags);
    return (name) => expression.test(name);
  } catch (cause) {
    throw new HintedError("USAGE", `Not a host pattern: ${pattern}`, {
      hint: "Check the regular expression behind ~",
      cause,
    });
  }
}

/** Python's spelling of a regular expression as JavaScript's: flags in front, named groups, `\A` and `\Z`. */
function pythonRegex(text: string): { body: string; flags: string } {
  const inline = /^\(\?([ims]+)\)/.exec(text);
  const body = text
    .slice(inline?.[0].length ?? 0)
    .replaceAll("(?P<", "(?<")
    .replace(/\(\?P=(\w+)\)/g, String.raw`\k<$1>`)
    .replace(/\\([AZ])/g, (_whole, letter) => (letter === "A" ? "^" : "$"));
  return { body, flags: inline?.[1] ?? "" };
}

function globSource(glob: string): string {
  let source = "";
  for (let at = 0; at < glob.length; at++) {
    const char = glob.charAt(at);
    const close = char === "[" ? closingBracket(glob, at) : -1;
    if (char === "*") source += ".*";
    else if (char === "?") source += ".";
    else if (close > 0) {
      source += bracketSource(glob.slice(at + 1, close));
      at = close;
    } else source += char.replace(/[.*+?^${}()|[\]\\]/, String.raw`\$&`);
  }
  return `${source}$`;
}

/** A `]` that comes first in the brackets (or behind `!`) belongs to the set. */
function closingBracket(glob: string, open: number): number {
  const first = glob.charAt(open + 1) === "!" ? open + 2 : open + 1;
  return glob.indexOf("]", glob.charAt(first) === "]" ? first + 1 : first);
}

function bracketSource(set: string): string {
  const negated = set.startsWith("!");
  const members = (negated ? set.slice(1) : set).replace(/[\\^[\]]/g, String.raw`\$&`);
  return `[${negated ? "^" : ""}${members}]`;
}
