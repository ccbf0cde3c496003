import { LookupFunction } from "./compile/lookup-function.ts";
import { Namespace } from "./compile/namespace.ts";
import type { Environment } from "./environment.ts";
import { bind, flagArgument, intArgument, stringArgument } from "./python/arguments.ts";
import { DateTime } from "./python/datetime.ts";
import { Marker, PythonFailure } from "./python/failure.ts";
import { Callable, type Item, type ItemDict, type Keywords, OMITTED, PythonObject, Range } from "./python/item.ts";
import { updateDict } from "./python/methods/dict.ts";
import { strftime } from "./python/strftime.ts";

function range(args: readonly Item[], keywords: Keywords): Item {
  if (keywords.size > 0) throw new PythonFailure("TypeError", "range() takes no keyword arguments");
  const numbers = args.map((item) => intArgument(item, "range argument"));
  if (numbers.length === 0 || numbers.length > 3) {
    throw new PythonFailure("TypeError", `range expected 1 to 3 arguments, got ${numbers.length}`);
  }
  const [first = 0, second, step = 1] = numbers;
  if (step === 0) throw new PythonFailure("ValueError", "range() arg 3 must not be zero");
  return second === undefined ? new Range(0, first, 1) : new Range(first, second, step);
}

function dict(args: readonly Item[], keywords: Keywords): Item {
  const made: ItemDict = new Map();
  updateDict(made, args[0], keywords);
  return made;
}

function namespace(args: readonly Item[], keywords: Keywords): Item {
  const made: ItemDict = new Map();
  updateDict(made, args[0], keywords);
  return new Namespace(new Map([...made].map(([key, item]) => [stringArgument(key, "attribute"), item])));
}

function now(args: readonly Item[], keywords: Keywords): Item {
  const [utc, format] = bind({ name: "now", signature: ["utc?", "fmt?"] }, args, keywords);
  const moment = new Date();
  const time = flagArgument(utc) ? new DateTime(moment.getTime() * 1000) : DateTime.local(moment);
  if (format === undefined || format === null) return time;
  const extras = { microsecond: time.microsecond, zone: "", epoch: moment.getTime() / 1000 };
  return strftime(stringArgument(format, "fmt"), time.fields, extras);
}

function undef(args: readonly Item[], keywords: Keywords): Item {
  const [hint] = bind({ name: "undef", signature: ["hint?"] }, args, keywords);
  const message = typeof hint === "string" && hint !== "" ? hint : "Mandatory variable has not been overridden";
  return new Marker({ message });
}

/** What `cycler()` gives: one of its items after the other. */
class Cycler extends PythonObject {
  override readonly typeName: string = "Cycler";
  readonly #items: readonly Item[];
  #position = 0;

  constructor(items: readonly Item[]) {
    super();
    if (items.length === 0) throw new PythonFailure("RuntimeError", "at least one item has to be provided");
    this.#items = items;
  }

  override attribute(name: string): Item | undefined {
    if (name === "current") return this.#items[this.#position] ?? null;
    if (name === "next") return new Callable(name, () => this.#next());
    if (name !== "reset") return undefined;
    return new Callable(name, () => {
      this.#position = 0;
      return null;
    });
  }

  #next(): Item {
    const item = this.#items[this.#position] ?? null;
    this.#position = (this.#position + 1) % this.#items.length;
    return item;
  }
}

function joiner(args: readonly Item[], keywords: Keywords): Item {
  const [separator = ", "] = bind({ name: "joiner", signature: ["sep?"] }, args, keywords);
  let used = false;
  return new Callable("joiner", () => {
    const item = used ? separator : "";
    used = true;
    return item;
  });
}

/** Lookup functions called through another name than their own. */
function lookupFunction(name: string, env: LookupEnvironment): Item {
  return new LookupFunction(name, ([plugin, ...terms], keywords) =>
    env.lookup(plugin, { terms, keywords, wantList: name !== "lookup" }),
  );
}

interface LookupEnvironment extends Environment {
  lookup(
    name: Item | undefined,
    call: { readonly terms: readonly Item[]; readonly keywords: Keywords; readonly wantList: boolean },
  ): Item;
}

const fixed = (name: string, call: Callable["call"]): readonly [string, () => Item] => {
  const callable = new Callable(name, call);
  return [name, () => callable];
};

/** What every template sees unless a variable of that name hides it. */
export const globals: ReadonlyMap<string, (env: LookupEnvironment) => Item> = new Map([
  fixed("range", range),
  fixed("dict", dict),
  fixed("namespace", namespace),
  fixed("now", now),
  fixed("undef", undef),
  fixed("cycler", (args) => new Cycler(args)),
  fixed("joiner", joiner),
  ["omit", () => OMITTED],
  ["lookup", (env: LookupEnvironment) => lookupFunction("lookup", env)],
  ["query", (env: LookupEnvironment) => lookupFunction("query", env)],
  ["q", (env: LookupEnvironment) => lookupFunction("q", env)],
]);
