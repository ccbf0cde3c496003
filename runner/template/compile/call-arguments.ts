import { Marker, PythonFailure } from "../python/failure.ts";
import { isItemDict, type Item, type Keywords } from "../python/item.ts";
import { iterate } from "../python/iterate.ts";
import { text } from "../python/text.ts";
import type { CallArguments, Expression } from "../syntax/ast.ts";
import type { Context, Evaluate } from "./context.ts";

/** Evaluated arguments. */
export interface Arguments {
  readonly positional: readonly Item[];
  readonly keywords: Keywords;
}

const NO_KEYWORDS: Keywords = new Map();
const NO_ARGUMENTS: Arguments = { positional: [], keywords: NO_KEYWORDS };

/** Compiles the arguments of a call; `compile` turns each to a closure. */
export function compileArguments(
  args: CallArguments,
  compile: (node: Expression) => Evaluate,
): (context: Context) => Arguments {
  const positional = args.positional.map(compile);
  const keywords = args.keywords.map(([name, value]) => [name, compile(value)] as const);
  const star = args.star ? compile(args.star) : undefined;
  const doubleStar = args.doubleStar ? compile(args.doubleStar) : undefined;
  if (positional.length + keywords.length === 0 && !star && !doubleStar) return () => NO_ARGUMENTS;
  return (context) => {
    const items = positional.map((item) => item(context));
    if (star) items.push(...iterate(star(context)));
    if (keywords.length === 0 && !doubleStar) return { positional: items, keywords: NO_KEYWORDS };
    const named = new Map<string, Item>(keywords.map(([name, value]) => [name, value(context)]));
    if (doubleStar) addKeywords(named, doubleStar(context));
    return { positional: items, keywords: named };
  };
}

function addKeywords(named: Map<string, Item>, item: Item): void {
  if (item instanceof Marker) return item.trip();
  if (!isItemDict(item)) throw new PythonFailure("TypeError", "argument after ** must be a mapping");
  for (const [key, value] of item) named.set(text(key), value);
}

/** The first argument that is undefined or failed. */
export function firstMarker(args: Arguments): Marker | undefined {
  for (const item of args.positional) if (item instanceof Marker) return item;
  for (const item of args.keywords.values()) if (item instanceof Marker) return item;
  return undefined;
}
