import { equals } from "../python/compare.ts";
import { Marker, PythonFailure } from "../python/failure.ts";
import { itemOr, Callable, type Item, type Keywords, PythonObject, Tuple } from "../python/item.ts";
import { iterate } from "../python/iterate.ts";
import { truth } from "../python/truth.ts";
import type { For } from "../syntax/ast.ts";
import { TemplateSyntaxError } from "../syntax/syntax-error.ts";
import { compileTarget } from "./assign.ts";
import { concat } from "./concat.ts";
import type { Compiler } from "./compiler.ts";
import type { Context, Evaluate, Run } from "./context.ts";
import { Frame } from "./frame.ts";
import { mentions } from "./mentions.ts";

/** The `loop` variable of a for block. */
class LoopVariable extends PythonObject {
  override readonly typeName: string = "LoopContext";
  readonly #items: readonly Item[];
  readonly #depth: number;
  readonly #recurse: ((items: Item) => Item) | undefined;
  #last: readonly Item[] | undefined;
  index = 0;

  constructor(items: readonly Item[], depth: number, recurse: ((items: Item) => Item) | undefined) {
    super();
    this.#items = items;
    this.#depth = depth;
    this.#recurse = recurse;
  }

  override attribute(name: string): Item | undefined {
    const count = this.#items.length;
    switch (name) {
      case "index":
        return this.index + 1;
      case "index0":
        return this.index;
      case "revindex":
        return count - this.index;
      case "revindex0":
        return count - this.index - 1;
      case "first":
        return this.index === 0;
      case "last":
        return this.index === count - 1;
      case "length":
        return count;
      case "depth":
        return this.#depth + 1;
      case "depth0":
        return this.#depth;
      case "previtem":
        return itemOr(this.#items[this.index - 1], () => new Marker({ message: "there is no previous item" }));
      case "nextitem":
        return itemOr(this.#items[this.index + 1], () => new Marker({ message: "there is no next item" }));
      default:
        return this.#method(name);
    }
  }

  #method(name: string): Item | undefined {
    if (name === "cycle") return new Callable(name, (args) => this.#cycle(args));
    if (name === "changed") return new Callable(name, (args) => this.#changed(args));
    if (name !== "__call__") return undefined;
    const recurse = this.#recurse;
    if (!recurse)
      throw new PythonFailure("TypeError", "The loop must have the 'recursive' marker to be called recursively.");
    return new Callable(name, ([items = null]: readonly Item[], _keywords: Keywords) => recurse(items));
  }

  #cycle(args: readonly Item[]): Item {
    const item = args[this.index % args.length];
    if (item === undefined) throw new PythonFailure("TypeError", "no items for cycling given");
    return item;
  }

  #changed(args: readonly Item[]): boolean {
    const same = this.#last !== undefined && equals(Tuple.fromItems(this.#last), Tuple.fromItems(args));
    this.#last = args;
    return !same;
  }
}

interface CompiledLoop {
  readonly assign: (context: Context, item: Item) => void;
  readonly filter: Evaluate | undefined;
  readonly body: Run;
  readonly otherwise: Run;
  readonly recursive: boolean;
  readonly usesLoop: boolean;
}

/** Compiles a for block. Each turn has its own frame; what it sets does not leak out. */
export function compileFor(node: For, compiler: Compiler): Run {
  if (node.target.type === "name" && node.target.name === "loop") {
    throw new TemplateSyntaxError(
      "Can't assign to special loop variable in for-loop target",
      node.offset,
      "Choose another name.",
    );
  }
  const iterable = compiler.expression(node.iterable);
  const loop: CompiledLoop = {
    assign: compileTarget(node.target),
    filter: node.filter ? compiler.expression(node.filter) : undefined,
    body: compiler.body(node.body),
    otherwise: compiler.body(node.otherwise),
    recursive: node.recursive,
    usesLoop: node.recursive || mentions(node.body, "loop"),
  };
  return (context, output) => runLoop(loop, context, { iterable: iterable(context), depth: 0, output });
}

interface LoopRun {
  readonly iterable: Item;
  readonly depth: number;
  readonly output: Item[];
}

function runLoop(loop: CompiledLoop, context: Context, { iterable, depth, output }: LoopRun): void {
  const around = context.frame;
  const items = filtered(loop, context, iterate(iterable));
  const recurse = (inner: Item): Item => {
    const printed: Item[] = [];
    runLoop(loop, context, { iterable: inner, depth: depth + 1, output: printed });
    return concat(printed);
  };
  const variable = loop.usesLoop ? new LoopVariable(items, depth, loop.recursive ? recurse : undefined) : undefined;
  items.forEach((item, index) => {
    const frame = new Frame(around);
    if (variable) {
      variable.index = index;
      frame.variables.set("loop", variable);
    }
    context.within(frame, () => {
      loop.assign(context, item);
      loop.body(context, output);
    });
  });
  if (items.length === 0) context.within(new Frame(around), () => loop.otherwise(context, output));
}

function filtered(loop: CompiledLoop, context: Context, items: readonly Item[]): readonly Item[] {
  const { filter } = loop;
  if (!filter) return items;
  return items.filter((item) =>
    context.within(new Frame(context.frame), () => {
      loop.assign(context, item);
      return truth(filter(context));
    }),
  );
}
