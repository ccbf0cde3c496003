import { filterNamed } from "../filters/registry.ts";
import { Marker } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { truth } from "../python/truth.ts";
import type { Filter, Statement } from "../syntax/ast.ts";
import { compileTarget } from "./assign.ts";
import { compileArguments } from "./call-arguments.ts";
import { callItem } from "./call.ts";
import type { Compiler } from "./compiler.ts";
import { concat } from "./concat.ts";
import type { Context, Run } from "./context.ts";
import { Frame } from "./frame.ts";
import { compileBlock, compileExtends, compileFromImport, compileImport, compileInclude } from "./inheritance.ts";
import { invokeFilter } from "./invoke.ts";
import { compileFor } from "./loop.ts";
import { compileMacro } from "./macro.ts";

type Of<T extends Statement["type"]> = Extract<Statement, { type: T }>;

/** Compiles statements to one closure. */
export function compileBody(statements: readonly Statement[], compiler: Compiler): Run {
  const runs = statements.map((statement) => compileStatement(statement, compiler));
  const [only] = runs;
  if (only && runs.length === 1) return only;
  return (context, output) => {
    for (const run of runs) run(context, output);
  };
}

function compileStatement(node: Statement, compiler: Compiler): Run {
  const run = compileUnplaced(node, compiler);
  const { offset } = node;
  if (node.type === "data") return run;
  return (context, output) => {
    context.at = offset;
    run(context, output);
  };
}

function compileUnplaced(node: Statement, compiler: Compiler): Run {
  switch (node.type) {
    case "data":
      return (_context, output) => output.push(node.text);
    case "output": {
      const expression = compiler.expression(node.expression);
      return (context, output) => output.push(expression(context));
    }
    case "group":
      return compiler.body(node.body);
    case "for":
      return compileFor(node, compiler);
    case "if":
      return compileIf(node, compiler);
    case "set": {
      const assign = compileTarget(node.target);
      const value = compiler.expression(node.value);
      return (context) => assign(context, value(context));
    }
    case "set-block":
      return compileSetBlock(node, compiler);
    case "with":
      return compileWith(node, compiler);
    case "macro": {
      const define = compileMacro(node, compiler);
      return (context) => context.locals().variables.set(node.name, define(context));
    }
    case "call-block":
      return compileCallBlock(node, compiler);
    case "filter-block":
      return compileFilterBlock(node, compiler);
    case "block":
      return compileBlock(node, compiler);
    case "extends":
      return compileExtends(node, compiler);
    case "include":
      return compileInclude(node, compiler);
    case "import":
      return compileImport(node, compiler);
    case "from-import":
      return compileFromImport(node, compiler);
    default:
      return node satisfies never;
  }
}

function compileIf(node: Of<"if">, compiler: Compiler): Run {
  const branches = node.branches.map((branch) => ({
    holds: compiler.expression(branch.condition),
    run: compiler.body(branch.body),
  }));
  const otherwise = compiler.body(node.otherwise);
  return (context, output) => {
    const taken = branches.find(({ holds }) => truth(holds(context)));
    (taken?.run ?? otherwise)(context, output);
  };
}

/** What a body prints, in a frame of its own. */
function capture(body: Run, context: Context): Item {
  const output: Item[] = [];
  context.within(new Frame(context.frame), () => body(context, output));
  return concat(output);
}

function compileSetBlock(node: Of<"set-block">, compiler: Compiler): Run {
  const assign = compileTarget(node.target);
  const body = compiler.body(node.body);
  const filter = node.filter && compileFilterChain(node.filter, compiler);
  return (context) => {
    const item = capture(body, context);
    assign(context, filter ? filter(context, item) : item);
  };
}

function compileWith(node: Of<"with">, compiler: Compiler): Run {
  const bindings = node.bindings.map(([target, value]) => [compileTarget(target), compiler.expression(value)] as const);
  const body = compiler.body(node.body);
  return (context, output) => {
    const values = bindings.map(([, value]) => value(context));
    context.within(new Frame(context.frame), () => {
      bindings.forEach(([assign], index) => assign(context, values[index] ?? null));
      body(context, output);
    });
  };
}

function compileCallBlock(node: Of<"call-block">, compiler: Compiler): Run {
  const callee = compiler.expression(node.call.callee);
  const args = compileArguments(node.call.args, (argument) => compiler.expression(argument));
  const caller = compileMacro({ name: "caller", parameters: node.parameters, body: node.body }, compiler);
  return (context, output) => {
    const { positional, keywords } = args(context);
    const named = new Map<string, Item>([...keywords, ["caller", caller(context)]]);
    output.push(callItem(callee(context), { positional, keywords: named }));
  };
}

/** The filters of a filter block or of a block set, the first applied first. */
function compileFilterChain(node: Filter, compiler: Compiler): (context: Context, input: Item) => Item {
  const spec = filterNamed(node.name) ?? compiler.fail({ kind: "filter", name: node.name, offset: node.offset });
  const before = node.input?.type === "filter" ? compileFilterChain(node.input, compiler) : undefined;
  const args = compileArguments(node.args, (argument) => compiler.expression(argument));
  const { name } = node;
  return (context, input) => {
    const given = before ? before(context, input) : input;
    return given instanceof Marker ? given : invokeFilter({ name, spec, env: context.engine }, given, args(context));
  };
}

function compileFilterBlock(node: Of<"filter-block">, compiler: Compiler): Run {
  const body = compiler.body(node.body);
  const filter = compileFilterChain(node.filter, compiler);
  return (context, output) => output.push(filter(context, capture(body, context)));
}
