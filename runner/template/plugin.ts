import type { Environment } from "./environment.ts";
import type { Bound, Signature } from "./python/arguments.ts";
import type { Item } from "./python/item.ts";

/** A filter (gives an item) or a test (gives a bool): what stands in the tables. */
export interface Plugin<T extends Item = Item> {
  readonly signature: Signature;
  /** Whether it is run for an undefined input or argument; for all others that is the result. */
  readonly takesMarkers: boolean;
  /** Whether it may meet undefined values inside lists and dicts; for all others meeting one fails. */
  readonly takesLazyMarkers: boolean;
  readonly run: (input: Item, args: Bound, env: Environment) => T;
}

/** A table of filters by short name. */
export type FilterTable = Readonly<Record<string, Plugin>>;

/** A table of tests by short name. */
export type TestTable = Readonly<Record<string, Plugin<boolean>>>;

/** Declares a filter or test with its signature (the input not counted). */
export function plugin<T extends Item>(signature: Signature, run: Plugin<T>["run"]): Plugin<T> {
  return { signature, takesMarkers: false, takesLazyMarkers: false, run };
}

/** Declares a filter or test that is run for undefined values too. */
export function markerPlugin<T extends Item>(signature: Signature, run: Plugin<T>["run"]): Plugin<T> {
  return { signature, takesMarkers: true, takesLazyMarkers: false, run };
}

/** Declares a filter that only passes on the undefined values it meets inside lists and dicts. */
export function lazyPlugin<T extends Item>(signature: Signature, run: Plugin<T>["run"]): Plugin<T> {
  return { signature, takesMarkers: false, takesLazyMarkers: true, run };
}
