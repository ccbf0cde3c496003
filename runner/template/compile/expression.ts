import type {
  CompareOperator,
  Conditional,
  Const,
  DictLiteral,
  Expression,
  GetAttribute,
  GetItem,
  Logic,
  Name,
  Sequence,
} from "../syntax/ast.ts";
import { assign, compare, contains, equals } from "../python/compare.ts";
import { Marker, Nothing } from "../python/failure.ts";
import { type Item, type ItemDict, Tuple } from "../python/item.ts";
import { operate, unary } from "../python/operators.ts";
import { sliceOf } from "../python/subscript.ts";
import { text } from "../python/text.ts";
import { truth } from "../python/truth.ts";
import { typeName } from "../python/type-name.ts";
import { getAttribute, getItem } from "./access.ts";
import { compileCall } from "./call.ts";
import type { Compiler } from "./compiler.ts";
import type { Context, Evaluate } from "./context.ts";
import { compileFilter, compileTest } from "./plugin-call.ts";
import { originAt } from "./position.ts";

/** Compiles an expression to a closure. @throws HintedError TEMPLATE_UNKNOWN_FILTER, _TEST, _LOOKUP */
export function compileExpression(node: Expression, compiler: Compiler): Evaluate {
  switch (node.type) {
    case "const":
      return compileConst(node, compiler);
    case "name":
      return compileName(node);
    case "list":
    case "tuple":
      return compileSequence(node, compiler);
    case "dict":
      return compileDict(node, compiler);
    case "attribute":
      return compileAttribute(node, compiler);
    case "item":
      return compileItem(node, compiler);
    case "slice":
      throw new TypeError("A slice stands only in a subscript");
    case "call":
      return compileCall(node, compiler);
    case "filter":
      return compileFilter(node, compiler);
    case "test":
      return compileTest(node, compiler);
    case "and":
    case "or":
      return compileLogic(node, compiler);
    case "conditional":
      return compileConditional(node, compiler);
    default:
      return compileOperation(node, compiler);
  }
}

function compileOperation(
  node: Extract<Expression, { type: "binary" | "unary" | "not" | "concat" | "compare" }>,
  compiler: Compiler,
): Evaluate {
  switch (node.type) {
    case "binary": {
      const { operator } = node;
      const left = compiler.expression(node.left);
      const right = compiler.expression(node.right);
      return (context) => operate(operator, left(context), right(context));
    }
    case "unary": {
      const { operator } = node;
      const operand = compiler.expression(node.operand);
      return (context) => unary(operator, operand(context));
    }
    case "not": {
      const operand = compiler.expression(node.operand);
      return (context) => !truth(operand(context));
    }
    case "concat": {
      const parts = node.parts.map((part) => compiler.expression(part));
      return (context) => parts.map((part) => text(part(context))).join("");
    }
    case "compare":
      return compileCompare(node, compiler);
    default:
      return node satisfies never;
  }
}

function compileConst(node: Const, compiler: Compiler): Evaluate {
  const { value } = node;
  const isTemplate = compiler.embedded && typeof value === "string" && /\{[{%#]/.test(value);
  return isTemplate ? (context) => context.engine.embedded(value, context) : () => value;
}

function compileName(node: Name): Evaluate {
  const { name } = node;
  return (context) => {
    const item = context.variable(name);
    // Not `??`: a variable may be None.
    return item === undefined ? undefinedVariable(node, context) : item;
  };
}

function undefinedVariable({ name, offset }: Name, context: Context): Marker {
  const { engine, unit, origin } = context;
  return new Marker({
    message: `'${name}' is undefined`,
    name,
    candidates: () => engine.variableNames(),
    origin: () => originAt(unit.source, offset, origin),
  });
}

function compileSequence(node: Sequence, compiler: Compiler): Evaluate {
  const items = node.items.map((item) => compiler.expression(item));
  if (node.type === "tuple") return (context) => Tuple.fromItems(items.map((item) => item(context)));
  return (context) => items.map((item) => item(context));
}

function compileDict(node: DictLiteral, compiler: Compiler): Evaluate {
  const pairs = node.pairs.map(([key, value]) => [compiler.expression(key), compiler.expression(value)] as const);
  return (context) => {
    const dict: ItemDict = new Map();
    for (const [key, value] of pairs) assign(dict, key(context), value(context));
    return dict;
  };
}

/** Compiles what something is looked up in: containers come as they are stored, so that only what is used is resolved. */
function compileTarget(node: Expression, compiler: Compiler): Evaluate {
  if (node.type === "name") {
    const { name } = node;
    return (context) => context.rawVariable(name) ?? undefinedVariable(node, context);
  }
  if (node.type === "attribute") {
    const { name } = node;
    const target = compileTarget(node.target, compiler);
    return (context) => context.engine.resolveShallow(placed(getAttribute(target(context), name), node, context));
  }
  if (node.type !== "item" || node.key.type === "slice") return compiler.expression(node);
  const target = compileTarget(node.target, compiler);
  const key = compiler.expression(node.key);
  return (context) => context.engine.resolveShallow(placed(getItem(target(context), key(context)), node, context));
}

function compileAttribute(node: GetAttribute, compiler: Compiler): Evaluate {
  const { name } = node;
  const target = compileTarget(node.target, compiler);
  return (context) => context.engine.resolve(placed(getAttribute(target(context), name), node, context));
}

function compileItem(node: GetItem, compiler: Compiler): Evaluate {
  if (node.key.type === "slice") return compileSlice(node, compiler);
  const target = compileTarget(node.target, compiler);
  const key = compiler.expression(node.key);
  return (context) => context.engine.resolve(placed(getItem(target(context), key(context)), node, context));
}

/** Gives a fresh marker the place of the access that made it. */
function placed(item: Item, node: { readonly offset: number }, context: Context): Item {
  if (!(item instanceof Marker) || !item.isUndefined || item.missing.origin) return item;
  const { unit, origin } = context;
  return new Marker({ ...item.missing, origin: () => originAt(unit.source, node.offset, origin) });
}

function compileSlice(node: GetItem, compiler: Compiler): Evaluate {
  const slice = node.key.type === "slice" ? node.key : undefined;
  const target = compiler.expression(node.target);
  const [start, stop, step] = [slice?.start, slice?.stop, slice?.step].map((part) =>
    part ? compiler.expression(part) : () => null,
  );
  return (context) => {
    const container = target(context);
    if (container instanceof Marker) return container;
    const bounds = { start: start?.(context) ?? null, stop: stop?.(context) ?? null, step: step?.(context) ?? null };
    const found = sliceOf(container, bounds);
    return found ?? new Marker({ message: `object of type '${typeName(container)}' can not be sliced` });
  };
}

function compileLogic(node: Logic, compiler: Compiler): Evaluate {
  const left = compiler.expression(node.left);
  const right = compiler.expression(node.right);
  const goesOn = node.type === "and";
  return (context) => {
    const first = left(context);
    return truth(first) === goesOn ? right(context) : first;
  };
}

const NOTHING = new Nothing();

function compileConditional(node: Conditional, compiler: Compiler): Evaluate {
  const condition = compiler.expression(node.condition);
  const then = compiler.expression(node.whenTrue);
  const otherwise = node.otherwise ? compiler.expression(node.otherwise) : undefined;
  return (context) => {
    if (truth(condition(context))) return then(context);
    if (otherwise) return otherwise(context);
    return NOTHING;
  };
}

function compileCompare(node: Extract<Expression, { type: "compare" }>, compiler: Compiler): Evaluate {
  const first = compiler.expression(node.first);
  const rest = node.rest.map(([operator, operand]) => [COMPARISONS[operator], compiler.expression(operand)] as const);
  const [only] = rest;
  if (only && rest.length === 1) {
    const [holds, operand] = only;
    return (context) => holds(first(context), operand(context));
  }
  return (context) => {
    let left = first(context);
    return rest.every(([holds, operand]) => {
      const right = operand(context);
      const result = holds(left, right);
      left = right;
      return result;
    });
  };
}

const COMPARISONS: Readonly<Record<CompareOperator, (left: Item, right: Item) => boolean>> = {
  "==": equals,
  "!=": (left, right) => !equals(left, right),
  "<": (left, right) => compare(left, right) < 0,
  "<=": (left, right) => compare(left, right) <= 0,
  ">": (left, right) => compare(left, right) > 0,
  ">=": (left, right) => compare(left, right) >= 0,
  in: (left, right) => contains(right, left),
  "not in": (left, right) => !contains(right, left),
};
