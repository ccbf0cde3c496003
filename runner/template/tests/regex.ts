import { type Plugin, plugin, type TestTable } from "../plugin.ts";
import { flagArgument, stringArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { type Anchor, compileRegex, firstMatch } from "../python/regex/compile.ts";
import { text } from "../python/text.ts";

function isAnchor(item: Item): item is Anchor {
  return item === "search" || item === "match" || item === "fullmatch";
}

function regexTest(signature: readonly string[], fixed: Anchor | undefined): Plugin<boolean> {
  return plugin(signature, (value, [pattern = "", ignoreCase, multiline, type = "search"]) => {
    const anchor = fixed ?? type;
    if (!isAnchor(anchor)) throw new PythonFailure("ValueError", "match_type must be search, match or fullmatch");
    const flags = { ignoreCase: flagArgument(ignoreCase), multiline: flagArgument(multiline) };
    return firstMatch(compileRegex(stringArgument(pattern, "pattern"), flags, anchor), text(value)) !== null;
  });
}

const COMMON = ["pattern?", "ignorecase?", "multiline?"];

/** Tests by Python's regular expressions. */
export const regexTests: TestTable = {
  search: regexTest(COMMON, "search"),
  match: regexTest(COMMON, "match"),
  regex: regexTest([...COMMON, "match_type?"], undefined),
};
