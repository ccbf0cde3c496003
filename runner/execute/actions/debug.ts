import { HintedError } from "../../../core/errors.ts";
import { isDict, TemplateText, type Value } from "../../../core/values.ts";
import { isOmit } from "../../template/index.ts";
import { resultOf } from "../result.ts";
import { type ActionCall, defineValueAction } from "./action.ts";
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
  run(call) {
    const { args, run, scope } = call;
    checkNames(args, Object.keys(options), "debug");
    const given = args.get("var");
    const variable = given instanceof TemplateText ? run.templar.evaluate(given, scope) : given;
    if (isOmit(variable)) args.delete("var");
    if (args.has("msg") && args.has("var")) {
      throw new HintedError("OPTION_CONFLICT", "Options 'msg' and 'var' exclude each other", {
        hint: "Keep one of them",
      });
    }
    const result = resultOf({ changed: false, failed: false });
    if (numberArg(args, "verbosity", 0) > run.state.options.verbosity) {
      return result.set("skipped", true).set("skipped_reason", "Verbosity threshold not met.");
    }
    if (variable === undefined || variable === null || variable === "" || isOmit(variable)) {
      const message = args.get("msg");
      return result.set("msg", message === undefined ? "Hello world!" : message);
    }
    const name = expressionText(variable);
    return result.set(name, evaluate(name, call));
  },
});

function expressionText(value: Value): string {
  if (typeof value === "string") return value;
  throw new HintedError("OPTION_INVALID", "Option 'var' is not the name of a variable", {
    hint: "Give a name, or use 'msg' for other values",
  });
}

/** The value of an expression, with a note in the place of everything that is undefined. */
function evaluate(expression: string, { run, scope }: ActionCall): Value {
  try {
    return run.templar.expression(expression, scope);
  } catch (error) {
    if (!(error instanceof HintedError) || error.code !== "TEMPLATE_UNDEFINED") throw error;
    const raw = scope.get(expression);
    const notes = { count: 0 };
    return raw === undefined
      ? noteOf(error, notes)
      : tolerant(raw, (value) => run.templar.evaluate(value, scope), notes);
  }
}

function tolerant(value: Value, evaluated: (value: Value) => Value, notes: { count: number }): Value {
  if (Array.isArray(value)) return value.map((item) => tolerant(item, evaluated, notes));
  if (isDict(value)) return new Map([...value].map(([key, item]) => [key, tolerant(item, evaluated, notes)] as const));
  try {
    return evaluated(value);
  } catch (error) {
    if (error instanceof HintedError && error.code === "TEMPLATE_UNDEFINED") return noteOf(error, notes);
    throw error;
  }
}

function noteOf(error: HintedError, notes: { count: number }): string {
  notes.count += 1;
  return `<< error ${notes.count} - ${error.message} >>`;
}
