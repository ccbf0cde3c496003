import { type FilterTable, plugin } from "../plugin.ts";
import { stringArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import { isItemDict, type Item } from "../python/item.ts";
import { text } from "../python/text.ts";

interface Style {
  readonly beginning?: string;
  readonly decoration: string;
  readonly end?: string;
}

const STYLES: Readonly<Record<string, Style>> = {
  plain: { decoration: "# " },
  erlang: { decoration: "% " },
  c: { decoration: "// " },
  cblock: { beginning: "/*", decoration: " * ", end: " */" },
  xml: { beginning: "<!--", decoration: " - ", end: "-->" },
};

function comment(value: Item, [styleName = "plain", keywords]: readonly (Item | undefined)[]): Item {
  const name = stringArgument(styleName, "style");
  const style = STYLES[name];
  if (!style) throw new PythonFailure("ValueError", `Invalid style '${name}': use ${Object.keys(STYLES).join(", ")}`);
  const given = isItemDict(keywords) ? keywords : new Map<Item, Item>();
  const option = (key: string, usual: string): string => {
    const item = given.get(key);
    return item === undefined ? usual : text(item);
  };
  const decoration = option("decoration", style.decoration);
  const newline = option("newline", "\n");
  const beginning = option("beginning", style.beginning ?? "");
  const prefix = option("prefix", decoration.trimEnd());
  const postfix = option("postfix", decoration.trimEnd());
  const end = option("end", style.end ?? "");
  const head = prefix === "" ? "" : prefix === newline ? newline : prefix + newline;
  const body = decoration + stringArgument(value, "text").replaceAll(newline, newline + decoration);
  return [
    beginning === "" ? "" : beginning + newline,
    head.repeat(Number(option("prefix_count", "1"))),
    body.replaceAll(decoration + newline, decoration.trimEnd() + newline),
    (newline + postfix).repeat(Number(option("postfix_count", "1"))),
    end === "" ? "" : newline + end,
  ].join("");
}

/** The filter that makes comments of text. */
export const commentFilters: FilterTable = {
  comment: plugin(["style?", "**keywords"], comment),
};
