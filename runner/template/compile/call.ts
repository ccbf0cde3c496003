import { capture, Marker, PythonFailure } from "../python/failure.ts";
import { Callable, type Item, PythonObject } from "../python/item.ts";
import { methodOf } from "../python/methods/index.ts";
import { typeName } from "../python/type-name.ts";
import { isLookup } from "../lookups/registry.ts";
import type { Call, GetAttribute } from "../syntax/ast.ts";
import { getAttribute } from "./access.ts";
import { type Arguments, compileArguments, firstMarker } from "./call-arguments.ts";
import type { Compiler } from "./compiler.ts";
import type { Evaluate } from "./context.ts";
import { setStrict } from "./lazy.ts";
import { LookupFunction } from "./lookup-function.ts";
import { Macro } from "./macro.ts";

const LOOKUPS: ReadonlySet<string> = new Set(["lookup", "query", "q"]);
const MUTATORS: ReadonlySet<string> = new Set([
  "append",
  "extend",
  "insert",
  "pop",
  "popitem",
  "remove",
  "clear",
  "reverse",
  "sort",
  "update",
  "setdefault",
]);

/** Compiles a call. What fails inside comes back as a marker: it only counts when it is used. */
export function compileCall(node: Call, compiler: Compiler): Evaluate {
  const { callee } = node;
  if (callee.type === "name" && LOOKUPS.has(callee.name)) return compileLookup(node, compiler);
  const args = compileArguments(node.args, (argument) => compiler.expression(argument));
  if (callee.type === "attribute") return compileMethod(callee, args, compiler);
  const target = compiler.expression(callee);
  return (context) => callItem(target(context), args(context));
}

function compileMethod(
  callee: GetAttribute,
  args: (context: Parameters<Evaluate>[0]) => Arguments,
  compiler: Compiler,
): Evaluate {
  const { name } = callee;
  if (MUTATORS.has(name)) compiler.noteMutation();
  const target = compiler.expression(callee.target);
  return (context) => {
    const self = target(context);
    if (self instanceof Marker) return self;
    const method = methodOf(self, name);
    return method
      ? guarded(args(context), (given) => method(given.positional, given.keywords))
      : callItem(getAttribute(self, name), args(context));
  };
}

function guarded(args: Arguments, run: (args: Arguments) => Item): Item {
  const marker = firstMarker(args);
  if (marker) return marker;
  const outer = setStrict(true);
  try {
    return run(args);
  } catch (error) {
    return capture(error);
  } finally {
    setStrict(outer);
  }
}

/** Calls an item. Macros take undefined arguments; for all else the first of them is the result. */
export function callItem(callee: Item, args: Arguments): Item {
  if (callee instanceof Marker) return callee;
  try {
    if (callee instanceof Callable) {
      const run = (given: Arguments): Item => callee.call(given.positional, given.keywords);
      return callee instanceof Macro ? run(args) : guarded(args, run);
    }
    const call = callee instanceof PythonObject ? callee.attribute("__call__") : undefined;
    if (call instanceof Callable) return call.call(args.positional, args.keywords);
    throw new PythonFailure("TypeError", `'${typeName(callee)}' object is not callable`);
  } catch (error) {
    return capture(error);
  }
}

function compileLookup(node: Call, compiler: Compiler): Evaluate {
  const callee = node.callee.type === "name" ? node.callee.name : "lookup";
  const [first] = node.args.positional;
  const known = first?.type === "const" && typeof first.value === "string" ? first.value : undefined;
  if (known !== undefined && !isLookup(known))
    compiler.fail({ kind: "lookup", name: known, offset: first?.offset ?? node.offset });
  const args = compileArguments(node.args, (argument) => compiler.embeddedExpression(argument));
  return (context) => {
    const shadow = context.variable(callee);
    if (shadow && !(shadow instanceof LookupFunction)) return callItem(shadow, args(context));
    const { positional, keywords } = args(context);
    const [name, ...terms] = positional;
    return context.engine.lookup(name, { terms, keywords, wantList: callee !== "lookup" });
  };
}
