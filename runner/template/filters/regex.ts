import { type FilterTable, plugin } from "../plugin.ts";
import { flagArgument, intArgument, stringArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import { isItemDict, type Item, Tuple } from "../python/item.ts";
import { compileRegex, firstMatch, type RegexFlags } from "../python/regex/compile.ts";
import { groupOf, substitute } from "../python/regex/replace.ts";
import { text } from "../python/text.ts";
import { truth } from "../python/truth.ts";

type Args = readonly (Item | undefined)[];

function flagsOf(ignoreCase: Item | undefined, multiline: Item | undefined): RegexFlags {
  return { ignoreCase: flagArgument(ignoreCase), multiline: flagArgument(multiline) };
}

function replace(
  value: Item,
  [pattern = "", replacement = "", ignoreCase, multiline, count = 0, mandatory = 0]: Args,
): Item {
  const source = stringArgument(pattern, "pattern");
  const regex = compileRegex(source, flagsOf(ignoreCase, multiline));
  const [result, replaced] = substitute(regex, stringArgument(replacement, "replacement"), {
    text: text(value),
    count: intArgument(count, "count"),
  });
  if (truth(mandatory) && intArgument(mandatory, "mandatory_count") !== replaced) {
    throw new PythonFailure(
      "ValueError",
      `'${source}' should match ${text(mandatory)} times, but matches ${replaced} times`,
    );
  }
  return result;
}

/** The groups asked for: `\1`, `\g<1>`, `\g<name>`. */
function groupName(argument: Item): string {
  const found = /^\\g<(\S+)>|^\\(\d+)/.exec(stringArgument(argument, "group"));
  return found?.[1] ?? found?.[2] ?? refuseGroup();
}

function refuseGroup(): never {
  throw new PythonFailure("ValueError", "Unknown argument");
}

function search(value: Item, [pattern = "", groups, keywords]: Args): Item {
  const options = isItemDict(keywords) ? keywords : new Map<Item, Item>();
  const regex = compileRegex(
    stringArgument(pattern, "regex"),
    flagsOf(options.get("ignorecase"), options.get("multiline")),
  );
  const names = Array.isArray(groups) ? groups.map(groupName) : [];
  const match = firstMatch(regex, text(value));
  if (!match) return null;
  return names.length === 0 ? match[0] : names.map((name) => groupOf(name, match, regex) ?? null);
}

function findAll(value: Item, [pattern = "", multiline, ignoreCase]: Args): Item {
  const regex = compileRegex(stringArgument(pattern, "regex"), flagsOf(ignoreCase, multiline));
  return [...text(value).matchAll(regex.pattern)].map((match): Item => {
    if (regex.groups === 0) return match[0];
    const groups = match.slice(1).map((group: string | undefined) => group ?? "");
    return regex.groups === 1 ? (groups[0] ?? "") : Tuple.fromItems(groups);
  });
}

const SPECIAL = /[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g;

function escape(value: Item, [type = "python"]: Args): Item {
  if (type === "python") return text(value).replaceAll(SPECIAL, String.raw`\$&`);
  if (type === "posix_basic") return text(value).replaceAll(/[\].[^$*\\]/g, String.raw`\$&`);
  throw new PythonFailure("ValueError", `Invalid regex type (${text(type)})`);
}

/** Filters by Python's regular expressions. */
export const regexFilters: FilterTable = {
  regex_replace: plugin(
    ["pattern?", "replacement?", "ignorecase?", "multiline?", "count?", "mandatory_count?"],
    replace,
  ),
  regex_search: plugin(["regex", "*groups", "**keywords"], search),
  regex_findall: plugin(["regex", "multiline?", "ignorecase?"], findAll),
  regex_escape: plugin(["re_type?"], escape),
};
