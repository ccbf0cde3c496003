import { HintedError } from "../../../core/errors.ts";
import { Marker, PythonFailure } from "../python/failure.ts";
import { itemOr, Callable, type Item, PythonObject } from "../python/item.ts";
import { iterate } from "../python/iterate.ts";
import { text } from "../python/text.ts";
import type { Statement } from "../syntax/ast.ts";
import type { Compiler } from "./compiler.ts";
import { concat } from "./concat.ts";
import { Context, type Run, type Unit } from "./context.ts";
import { Frame } from "./frame.ts";
import { TemplateModule } from "./template-module.ts";

type Of<T extends Statement["type"]> = Extract<Statement, { type: T }>;

/** Runs a template to its end: its own statements, then those of the template it extends. */
export function runUnit(context: Context, output: Item[]): void {
  let unit: Unit | undefined = context.unit;
  while (unit) {
    if (unit.blocks.size > 0) addBlocks(context, unit);
    unit.run(context, output);
    const parent = takeParent(context);
    if (parent) output.length = parent.printed;
    unit = parent?.unit;
  }
}

function takeParent(context: Context): Context["parent"] {
  const { parent } = context;
  context.parent = undefined;
  return parent;
}

/** The variable `self`: prints a block of the template again. */
class BlockReferences extends PythonObject {
  override readonly typeName: string = "TemplateReference";
  readonly #context: Context;

  constructor(context: Context) {
    super();
    this.#context = context;
  }

  override attribute(name: string): Item | undefined {
    const context = this.#context;
    if (!context.blocks?.has(name)) return undefined;
    return new Callable(name, () => {
      const output: Item[] = [];
      context.within(new Frame(rootOf(context.frame)), () => runBlock(context, { name, level: 0, output }));
      return concat(output);
    });
  }
}

function addBlocks(context: Context, unit: Unit): void {
  const blocks = (context.blocks ??= new Map<string, Run[]>());
  context.locals().variables.set("self", new BlockReferences(context));
  for (const [name, run] of unit.blocks) blocks.set(name, [...(blocks.get(name) ?? []), run]);
}

/** Compiles `{% extends %}`: what the template prints from there on is dropped, its blocks replace the parent's. */
export function compileExtends(node: Of<"extends">, compiler: Compiler): Run {
  const template = compiler.expression(node.template);
  return (context, output) => {
    const unit = context.engine.load(text(template(context)), context);
    context.parent = { unit, printed: output.length };
  };
}

/** Compiles `{% block %}`: prints the most derived implementation; `super()` gives the next one. */
export function compileBlock(node: Of<"block">, compiler: Compiler): Run {
  const body = compiler.body(node.body);
  const { name } = node;
  compiler.block(name, body);
  return (context, output) => {
    if (context.parent) return;
    if (node.required && (context.blocks?.get(name)?.length ?? 0) < 2) {
      throw new PythonFailure("RuntimeError", `Required block '${name}' not found`);
    }
    const around = node.scoped ? context.frame : rootOf(context.frame);
    context.within(new Frame(around), () => runBlock(context, { name, level: 0, output }));
  };
}

function rootOf(frame: Frame | undefined): Frame | undefined {
  let root = frame;
  while (root?.parent) root = root.parent;
  return root;
}

function runBlock(context: Context, { name, level, output }: { name: string; level: number; output: Item[] }): void {
  const run = context.blocks?.get(name)?.[level];
  if (!run) throw new PythonFailure("RuntimeError", `there is no parent block called '${name}'`);
  const inherited = new Callable("super", () => {
    const printed: Item[] = [];
    context.within(new Frame(context.frame), () => runBlock(context, { name, level: level + 1, output: printed }));
    return concat(printed);
  });
  const hasParent = context.blocks?.get(name)?.[level + 1] !== undefined;
  const missing = new Marker({ message: `there is no parent block called '${name}'`, name: "super" });
  context.locals().variables.set("super", hasParent ? inherited : missing);
  run(context, output);
}

/** The first template of a name or list of names that exists. */
function loadFirst(context: Context, names: Item): Unit {
  if (names instanceof Marker) return names.trip();
  if (typeof names === "string") return context.engine.load(names, context);
  let failure: unknown;
  for (const name of iterate(names)) {
    try {
      return context.engine.load(text(name), context);
    } catch (error) {
      if (!isMissing(error)) throw error;
      failure = error;
    }
  }
  throw failure ?? new PythonFailure("ValueError", "include was given no template names");
}

function isMissing(error: unknown): boolean {
  return error instanceof HintedError && error.code === "FILE_NOT_FOUND";
}

function childOf(context: Context, unit: Unit, withContext: boolean): Context {
  const child = new Context(withContext ? context.engine : context.engine.withoutVariables(), unit, {
    origin: unit.origin,
    delimiters: context.delimiters,
    searchPaths: context.searchPaths,
    frame: new Frame(withContext ? context.frame : undefined),
  });
  return child;
}

/** Compiles `{% include %}`. */
export function compileInclude(node: Of<"include">, compiler: Compiler): Run {
  const template = compiler.expression(node.template);
  return (context, output) => {
    const names = template(context);
    try {
      runUnit(childOf(context, loadFirst(context, names), node.withContext), output);
    } catch (error) {
      if (!node.ignoreMissing || !isMissing(error)) throw error;
    }
  };
}

function importModule(context: Context, name: Item, withContext: boolean): TemplateModule {
  const unit = context.engine.load(text(name), context);
  const child = childOf(context, unit, withContext);
  const output: Item[] = [];
  const frame = child.locals();
  runUnit(child, output);
  return new TemplateModule(frame.variables, output);
}

/** Compiles `{% import %}`. */
export function compileImport(node: Of<"import">, compiler: Compiler): Run {
  const template = compiler.expression(node.template);
  return (context) => {
    const module = importModule(context, template(context), node.withContext);
    context.locals().variables.set(node.name, module);
  };
}

/** Compiles `{% from ... import ... %}`. */
export function compileFromImport(node: Of<"from-import">, compiler: Compiler): Run {
  const template = compiler.expression(node.template);
  return (context) => {
    const module = importModule(context, template(context), node.withContext);
    for (const [name, alias] of node.names) {
      const missing = new Marker({ message: `the template does not export the requested name '${name}'`, name });
      context.locals().variables.set(
        alias,
        itemOr(module.attribute(name), () => missing),
      );
    }
  };
}
