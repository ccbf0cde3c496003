import { HintedError } from "../../../core/errors.ts";
import type { Value } from "../../../core/values.ts";
import { TemplateText } from "../../../core/values.ts";
import { resultOf } from "../result.ts";
import { defineValueAction } from "./action.ts";
import { checkNames, numberArg } from "./value-args.ts";

const options = {
  msg: { type: "raw", description: "What to print.", default: "Hello world!" },
  var: { type: "raw", description: "Name of a variable, or an expression, to print." },
  verbosity: { type: "int", description: "Printed from this many -v on.", default: 0 },
} as const;

/** `debug`: prints a message or a variable; an undefined variable is printed as such rather than failing. */
export const debug = defineValueAction({
  name: "debug",
  options,
  lazy: ["var"],
  run({ args, run, scope }) {
    checkNames(args, Object.keys(options), "debug");
    if (args.has("msg") && args.has("var")) {
      throw new HintedError("OPTION_CONFLICT", "Options 'msg' and 'var' exclude each other", {
        hint: "Keep one of them",
      });
    }
    const result = resultOf({ changed: false, failed: false });
    if (numberArg(args, "verbosity", 0) > run.state.options.verbosity) {
      return result.set("skipped", true).set("skipped_reason", "Verbosity threshold not met.");
    }
    const variable = args.get("var");
    if (variable === undefined || variable === null || variable === "") {
      return result.set("msg", args.get("msg") ?? "Hello world!");
    }
    const name = expressionText(variable, (template) => run.templar.evaluate(template, scope));
    return result.set(
      name,
      evaluate(name, (expression) => run.templar.expression(expression, scope)),
    );
  },
});

function expressionText(variable: Value, template: (text: TemplateText) => Value): string {
  const value = variable instanceof TemplateText ? template(variable) : variable;
  if (typeof value === "string") return value;
  throw new HintedError("OPTION_INVALID", "Option 'var' is not the name of a variable", {
    hint: "Give a name, or use 'msg' for other values",
  });
}

function evaluate(expression: string, value: (expression: string) => Value): Value {
  try {
    return value(expression);
  } catch (error) {
    if (!(error instanceof HintedError) || error.code !== "TEMPLATE_UNDEFINED") throw error;
    return `<< error 1 - '${expression}' is undefined >>`;
  }
}
