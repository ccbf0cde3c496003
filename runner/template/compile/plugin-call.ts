import { filterNamed } from "../filters/registry.ts";
import { reportFailure } from "../failure-report.ts";
import { capture, Marker, PythonFailure } from "../python/failure.ts";
import { testNamed } from "../tests/registry.ts";
import type { Filter, Test } from "../syntax/ast.ts";
import { compileArguments } from "./call-arguments.ts";
import type { Compiler } from "./compiler.ts";
import type { Context, Evaluate } from "./context.ts";
import { invokeFilter, invokeTest } from "./invoke.ts";
import { originAt } from "./position.ts";

/** Compiles `input | name(...)`. @throws HintedError TEMPLATE_UNKNOWN_FILTER */
export function compileFilter(node: Filter, compiler: Compiler): Evaluate {
  const spec = filterNamed(node.name) ?? compiler.fail({ kind: "filter", name: node.name, offset: node.offset });
  if (!node.input) throw new TypeError("A filter without an input stands only in a filter block");
  const { name } = node;
  const input = compiler.expression(node.input);
  const args = compileArguments(node.args, (argument) => compiler.expression(argument));
  const { offset } = node;
  return (context) => {
    const item = invokeFilter({ name, spec, env: context.engine }, input(context), args(context));
    return item instanceof Marker && item.failure instanceof PythonFailure
      ? placedFailure(item, offset, context)
      : item;
  };
}

/** A failure that knows the filter it came from. */
function placedFailure(marker: Marker, offset: number, { unit, origin }: Context): Marker {
  const place = originAt(unit.source, offset, unit.origin ?? origin);
  return place ? capture(reportFailure(marker.failure, place)) : marker;
}

/** Compiles `input is name(...)`. @throws HintedError TEMPLATE_UNKNOWN_TEST */
export function compileTest(node: Test, compiler: Compiler): Evaluate {
  const spec = testNamed(node.name) ?? compiler.fail({ kind: "test", name: node.name, offset: node.offset });
  const { name } = node;
  const input = compiler.expression(node.input);
  const args = compileArguments(node.args, (argument) => compiler.expression(argument));
  return (context) => invokeTest({ name, spec, env: context.engine }, input(context), args(context));
}
