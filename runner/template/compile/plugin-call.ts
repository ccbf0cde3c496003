import { filterNamed } from "../filters/registry.ts";
import { testNamed } from "../tests/registry.ts";
import type { Filter, Test } from "../syntax/ast.ts";
import { compileArguments } from "./call-arguments.ts";
import type { Compiler } from "./compiler.ts";
import type { Evaluate } from "./context.ts";
import { invokeFilter, invokeTest } from "./invoke.ts";

/** Compiles `input | name(...)`. @throws HintedError TEMPLATE_UNKNOWN_FILTER */
export function compileFilter(node: Filter, compiler: Compiler): Evaluate {
  const spec = filterNamed(node.name) ?? compiler.fail({ kind: "filter", name: node.name, offset: node.offset });
  if (!node.input) throw new TypeError("A filter without an input stands only in a filter block");
  const { name } = node;
  const input = compiler.expression(node.input);
  const args = compileArguments(node.args, (argument) => compiler.expression(argument));
  return (context) => invokeFilter({ name, spec, env: context.engine }, input(context), args(context));
}

/** Compiles `input is name(...)`. @throws HintedError TEMPLATE_UNKNOWN_TEST */
export function compileTest(node: Test, compiler: Compiler): Evaluate {
  const spec = testNamed(node.name) ?? compiler.fail({ kind: "test", name: node.name, offset: node.offset });
  const { name } = node;
  const input = compiler.expression(node.input);
  const args = compileArguments(node.args, (argument) => compiler.expression(argument));
  return (context) => invokeTest({ name, spec, env: context.engine }, input(context), args(context));
}
