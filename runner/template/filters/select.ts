import type { Environment } from "../environment.ts";
import { type FilterTable, lazyPlugin, type Plugin, plugin } from "../plugin.ts";
import { Marker, PythonFailure } from "../python/failure.ts";
import { itemOr, isItemDict, type Item, type Keywords } from "../python/item.ts";
import { iterate } from "../python/iterate.ts";
import { text } from "../python/text.ts";
import { truth } from "../python/truth.ts";
import { attributeOf } from "../python/subscript.ts";
import { attributeGetter } from "./attribute.ts";

interface Rest {
  readonly positional: readonly Item[];
  readonly keywords: Keywords;
}

function restOf(args: Item | undefined, keywords: Item | undefined, skip: number): Rest {
  const named = isItemDict(keywords) ? [...keywords].map(([key, item]): [string, Item] => [text(key), item]) : [];
  return { positional: Array.isArray(args) ? args.slice(skip) : [], keywords: new Map(named) };
}

/** `map('filter', ...)` or `map(attribute='a.b', default=...)`. */
function mapFilter(input: Item, args: readonly (Item | undefined)[], env: Environment): Item {
  if (!truth(input)) return [];
  const rest = restOf(args[0], args[1], 0);
  const items = iterate(input);
  if (rest.positional.length === 0 && rest.keywords.has("attribute")) {
    const unexpected = [...rest.keywords.keys()].find((name) => name !== "attribute" && name !== "default");
    if (unexpected !== undefined) throw new PythonFailure("TypeError", `Unexpected keyword argument '${unexpected}'`);
    return items.map(attributeGetter(rest.keywords.get("attribute"), env, rest.keywords.get("default")));
  }
  const [name, ...positional] = rest.positional;
  if (typeof name !== "string") throw new PythonFailure("TypeError", "map requires a filter argument");
  return items.map((item) => env.callFilter(name, item, { positional, keywords: rest.keywords }));
}

/** `select`, `reject` (`selectattr` and `rejectattr` look at an attribute): keeps the items for which the test says `wanted`. */
function selector(wanted: boolean, byAttribute: boolean): Plugin {
  return lazyPlugin(["*args", "**keywords"], (input, [args, keywords], env) => {
    if (!truth(input)) return [];
    const skip = byAttribute ? 1 : 0;
    const rest = restOf(args, keywords, skip);
    const attribute = Array.isArray(args) ? args[0] : undefined;
    if (byAttribute && attribute === undefined)
      throw new PythonFailure("TypeError", "Missing parameter for attribute name");
    const look = byAttribute ? attributeGetter(attribute, env) : (item: Item): Item => item;
    const [name, ...positional] = rest.positional;
    const holds = (item: Item): boolean => {
      if (name === undefined) return truth(item);
      return env.callTest(text(name), item, { positional, keywords: rest.keywords });
    };
    return iterate(input).filter((item) => holds(look(item)) === wanted);
  });
}

/** Filters that run other filters or tests over a list. */
export const selectFilters: FilterTable = {
  map: lazyPlugin(["*args", "**keywords"], mapFilter),
  select: selector(true, false),
  reject: selector(false, false),
  selectattr: selector(true, true),
  rejectattr: selector(false, true),
  attr: plugin(["name"], (value, [name = null]) => {
    const found = attributeOf(value, text(name));
    return itemOr(found, () => new Marker({ message: `object has no attribute '${text(name)}'`, name: text(name) }));
  }),
};
