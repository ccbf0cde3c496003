import type { LookupHost } from "./api.ts";
import type { Item, Keywords } from "./python/item.ts";

/** What filters, tests and lookups may ask of the engine that runs them. */
export interface Environment {
  readonly host: LookupHost;
  /** Runs a filter by name; what fails comes back as a marker. */
  callFilter(
    name: string,
    input: Item,
    args: { readonly positional: readonly Item[]; readonly keywords: Keywords },
  ): Item;
  /** Runs a test by name. @throws Tripped when the answer is undefined */
  callTest(
    name: string,
    input: Item,
    args: { readonly positional: readonly Item[]; readonly keywords: Keywords },
  ): boolean;
  hasTest(name: string): boolean;
  /** Jinja's `target[key]`: item first, then attribute; a marker when there is neither. */
  getItem(target: Item, key: Item): Item;
  /** A variable as a template sees it; `undefined` when there is none. */
  variable(name: string): Item | undefined;
  variableNames(): Iterable<string>;
  /** Evaluates templates in a value that came from a trusted source. */
  resolve(item: Item): Item;
  /** Renders the text of a template file with more variables. */
  renderText(text: string, options: RenderText): Item;
  warn(message: string): void;
}

/** How the `template` lookup renders a file. */
export interface RenderText {
  readonly path: string;
  readonly variables: ReadonlyMap<string, Item>;
  readonly delimiters: Readonly<
    Partial<Record<"variableStart" | "variableEnd" | "commentStart" | "commentEnd", string>>
  >;
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
}
