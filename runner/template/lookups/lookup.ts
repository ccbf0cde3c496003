import type { Environment } from "../environment.ts";
import type { Item, Keywords } from "../python/item.ts";
import { text } from "../python/text.ts";
import { truth } from "../python/truth.ts";

/** What a lookup is called with. */
export interface LookupInput {
  readonly terms: readonly Item[];
  readonly options: Options;
  readonly env: Environment;
}

/** A lookup: the options it takes, and its results. */
export interface Lookup {
  readonly options: readonly string[];
  /** Whether it is run for undefined terms and options. */
  readonly takesMarkers: boolean;
  readonly run: (input: LookupInput) => readonly Item[];
}

/** A table of lookups by short name. */
export type LookupTable = Readonly<Record<string, Lookup>>;

/** Declares a lookup with the names of its options. */
export function lookup(options: readonly string[], run: Lookup["run"]): Lookup {
  return { options, takesMarkers: false, run };
}

/** Keyword arguments of a lookup, read by type. */
export class Options {
  readonly #items: Keywords;

  constructor(items: Keywords) {
    this.#items = items;
  }

  get size(): number {
    return this.#items.size;
  }

  item(name: string): Item | undefined {
    return this.#items.get(name);
  }

  text(name: string): string | undefined {
    const item = this.#items.get(name);
    return item === undefined || item === null ? undefined : text(item);
  }

  flag(name: string, usual: boolean): boolean {
    const item = this.#items.get(name);
    if (item === undefined) return usual;
    return typeof item === "string" ? /^(?:yes|on|true|1|y|t)$/i.test(item) : truth(item);
  }
}
