import type { Origin } from "../../../core/errors.ts";
import type { Item } from "../python/item.ts";
import type { Delimiters } from "../syntax/delimiters.ts";
import type { Environment } from "../environment.ts";
import { Frame } from "./frame.ts";

/** A compiled expression. */
export type Evaluate = (context: Context) => Item;

/** A compiled statement: pushes what it prints. */
export type Run = (context: Context, output: Item[]) => void;

/** A compiled template. */
export interface Unit {
  readonly source: string;
  /** Where the text of a file starts; `undefined` for a template whose place the context knows. */
  readonly origin: Origin | undefined;
  readonly run: Run;
  readonly blocks: ReadonlyMap<string, Run>;
  /** Whether it calls methods that change lists or dicts, so that variables must be copied first. */
  readonly mutates: boolean;
}

/** What a running template asks of the engine, beyond what filters may. */
export interface Engine extends Environment {
  /** A variable with lists and dicts left as they are stored: for looking up one thing inside. */
  rawVariable(name: string): Item | undefined;
  /** As `resolve`, but lists and dicts stay as they are stored. */
  resolveShallow(item: Item): Item;
  /** A deep copy that a template may change. */
  copy(item: Item): Item;
  /** Runs a lookup. */
  lookup(name: Item | undefined, call: LookupCall): Item;
  /** The same engine for a template that sees global functions only. */
  withoutVariables(): Engine;
  /** Compiles a template file found by name. @throws HintedError FILE_NOT_FOUND */
  load(name: string, context: Context): Unit;
  /** Evaluates a template written as a constant inside an expression. */
  embedded(source: string, context: Context): Item;
}

/** The arguments of `lookup(...)` or `query(...)` after the name. */
export interface LookupCall {
  readonly terms: readonly Item[];
  readonly keywords: ReadonlyMap<string, Item>;
  readonly wantList: boolean;
}

/** One run of one template. */
export class Context {
  readonly engine: Engine;
  readonly unit: Unit;
  readonly origin: Origin | undefined;
  readonly delimiters: Delimiters;
  /** Directories that include, import and extends search. */
  readonly searchPaths: readonly string[];
  frame: Frame | undefined;
  /** Offset of the statement that runs, to place failures. */
  at = 0;
  /** The template named by `extends`, once that has run, and how much had been printed by then. */
  parent: { readonly unit: Unit; readonly printed: number } | undefined;
  /** Implementations of each block, the most derived first. */
  blocks: Map<string, Run[]> | undefined;
  readonly #copies: Map<string, Item> | undefined;

  constructor(engine: Engine, unit: Unit, place: ContextPlace) {
    this.engine = engine;
    this.unit = unit;
    this.origin = place.origin;
    this.delimiters = place.delimiters;
    this.searchPaths = place.searchPaths;
    this.frame = place.frame;
    this.#copies = unit.mutates ? new Map() : undefined;
  }

  /** The same place in the same run with another innermost frame, for the time of a function. */
  within<T>(frame: Frame, run: () => T): T {
    const outer = this.frame;
    this.frame = frame;
    try {
      return run();
    } finally {
      this.frame = outer;
    }
  }

  /** The frame to assign to; made when there is none yet. */
  locals(): Frame {
    this.frame ??= new Frame();
    return this.frame;
  }

  /** A variable with everything in it resolved; `undefined` when there is none. */
  variable(name: string): Item | undefined {
    const local = this.frame?.get(name);
    if (local !== undefined) return local;
    return this.#copies ? this.#copied(name, this.#copies) : this.engine.variable(name);
  }

  /** A variable for looking up one thing inside. */
  rawVariable(name: string): Item | undefined {
    const local = this.frame?.get(name);
    if (local !== undefined) return local;
    return this.#copies ? this.#copied(name, this.#copies) : this.engine.rawVariable(name);
  }

  #copied(name: string, copies: Map<string, Item>): Item | undefined {
    const known = copies.get(name);
    if (known !== undefined) return known;
    const item = this.engine.variable(name);
    if (item === undefined) return undefined;
    const copy = this.engine.copy(item);
    copies.set(name, copy);
    return copy;
  }
}

/** Where a context runs. */
export interface ContextPlace {
  readonly origin: Origin | undefined;
  readonly delimiters: Delimiters;
  readonly searchPaths: readonly string[];
  readonly frame?: Frame | undefined;
}
