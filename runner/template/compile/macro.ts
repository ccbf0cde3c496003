import { Marker, PythonFailure } from "../python/failure.ts";
import { Callable, type Item, type Keywords, Tuple } from "../python/item.ts";
import type { Body, Expression, Parameter } from "../syntax/ast.ts";
import { concat } from "./concat.ts";
import type { Compiler } from "./compiler.ts";
import type { Context, Evaluate, Run } from "./context.ts";
import { Frame } from "./frame.ts";
import { mentions } from "./mentions.ts";

/** A macro: takes undefined arguments as they are, gives what its body prints. */
export class Macro extends Callable {
  constructor(name: string, call: (args: readonly Item[], keywords: Keywords) => Item) {
    super(name, call, "Macro");
  }

  override attribute(name: string): Item | undefined {
    return name === "name" ? this.name : undefined;
  }
}

/** A macro's definition: `define` makes the macro that sees the variables around it. */
export interface MacroNode {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
}

interface Compiled {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly fallback: Evaluate | undefined }[];
  readonly run: Run;
  readonly takes: Readonly<Record<"varargs" | "kwargs" | "caller", boolean>>;
}

/** Compiles a macro or the body of a call block. */
export function compileMacro(node: MacroNode, compiler: Compiler): (context: Context) => Macro {
  const fallbackOf = (fallback: Expression | undefined): Evaluate | undefined =>
    fallback && compiler.expression(fallback);
  const compiled: Compiled = {
    name: node.name,
    parameters: node.parameters.map(({ name, fallback }) => ({ name, fallback: fallbackOf(fallback) })),
    run: compiler.body(node.body),
    takes: {
      varargs: mentions(node.body, "varargs"),
      kwargs: mentions(node.body, "kwargs"),
      caller: mentions(node.body, "caller"),
    },
  };
  return (context) => {
    const around = context.frame;
    return new Macro(node.name, (args, keywords) => {
      const frame = new Frame(around);
      return context.within(frame, () => callMacro(compiled, context, { frame, args, keywords }));
    });
  };
}

interface MacroCall {
  readonly frame: Frame;
  readonly args: readonly Item[];
  readonly keywords: Keywords;
}

function callMacro(macro: Compiled, context: Context, { frame, args, keywords }: MacroCall): Item {
  macro.parameters.forEach(({ name, fallback }, index) => {
    // None is a value: only what is not there at all gives way to the default.
    const given = index < args.length ? args[index] : keywords.get(name);
    if (args[index] !== undefined && keywords.has(name)) {
      throw new PythonFailure("TypeError", `macro '${macro.name}' got two values for the argument '${name}'`);
    }
    const value = given === undefined ? fallback?.(context) : given;
    const missing = new Marker({ message: `parameter '${name}' was not provided`, name });
    frame.variables.set(name, value === undefined ? missing : value);
  });
  bindRest(macro, { frame, args, keywords });
  const output: Item[] = [];
  macro.run(context, output);
  return concat(output);
}

function bindRest(macro: Compiled, { frame, args, keywords }: MacroCall): void {
  const { name, parameters, takes } = macro;
  const extra = args.slice(parameters.length);
  const named = new Map<string, Item>(
    [...keywords].filter(([key]) => !parameters.some((parameter) => parameter.name === key)),
  );
  const caller = named.get("caller");
  if (takes.caller) {
    named.delete("caller");
    frame.variables.set("caller", caller ?? new Marker({ message: "No caller defined", name: "caller" }));
  }
  if (takes.kwargs) frame.variables.set("kwargs", new Map<Item, Item>(named));
  else if (named.has("caller"))
    throw new PythonFailure("TypeError", `macro '${name}' was invoked with two values for the special caller argument`);
  else if (named.size > 0)
    throw new PythonFailure("TypeError", `macro '${name}' takes no keyword argument '${[...named.keys()][0]}'`);
  if (takes.varargs) frame.variables.set("varargs", Tuple.fromItems(extra));
  else if (extra.length > 0)
    throw new PythonFailure("TypeError", `macro '${name}' takes not more than ${parameters.length} argument(s)`);
}
