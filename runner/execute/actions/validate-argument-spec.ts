import { HintedError } from "../../../core/errors.ts";
import type { Option, Options } from "../../../core/spec/options.ts";
import { coerce } from "../../../core/spec/coerce.ts";
import { parseArgs } from "../../../core/spec/parse-args.ts";
import { type Dict, fromJson, isDict, toJson, type Value } from "../../../core/values.ts";
import { isOmit, typeName } from "../../template/index.ts";
import { type Result, resultOf } from "../result.ts";
import { type ActionCall, defineValueAction } from "./action.ts";

/** `validate_argument_spec`: checks variables against a specification; runs before roles that have one. */
export const validateArgumentSpec = defineValueAction({
  name: "validate_argument_spec",
  options: {
    argument_spec: {
      type: "dict",
      required: true,
      description: "Options with their types, as in meta/argument_specs.yml.",
    },
    provided_arguments: { type: "dict", default: {}, description: "Values that win over variables." },
    validate_args_context: { type: "dict", default: {}, description: "Which role this is for." },
  },
  run(call) {
    const spec = call.args.get("argument_spec");
    if (!isDict(spec)) {
      throw new HintedError("OPTION_INVALID", "'argument_spec' is not a dictionary", { hint: "Give options by name" });
    }
    const missing: string[] = [];
    const wrong: string[] = [];
    for (const [name, option] of spec) {
      if (typeof name !== "string" || !isDict(option)) continue;
      const fault = check(name, option, call);
      if (fault?.message === `Option '${name}' is missing`) missing.push(name);
      else if (fault) wrong.push(fault.message);
    }
    // One error for all, in Ansible's words: playbooks and logs are searched for them.
    const first = missing.length === 0 ? [] : [`missing required arguments: ${missing.toSorted().join(", ")}`];
    return verdict([...first, ...wrong], call);
  },
});

function verdict(errors: readonly string[], { args, task }: ActionCall): Result {
  const context = args.get("validate_args_context") ?? new Map();
  if (errors.length === 0) {
    return resultOf({ changed: false, msg: "The arg spec validation passed" }).set("validate_args_context", context);
  }
  const spec = args.get("argument_spec");
  const data = isDict(spec) ? spec : new Map<Value, Value>();
  return resultOf({
    changed: false,
    failed: true,
    msg: `Validation of arguments failed:\n${errors.join("\n")}`,
    argument_errors: errors,
    ...(task.origin ? { origin: `${task.origin.file}:${task.origin.line}:${task.origin.column}` } : {}),
  })
    .set("argument_spec_data", data)
    .set("validate_args_context", context);
}

/** What is wrong with one option's value; nothing when it is as the specification wants it. */
function check(name: string, option: Dict, { args, scope, run }: ActionCall): HintedError | undefined {
  const provided = args.get("provided_arguments");
  const raw = (isDict(provided) ? provided.get(name) : undefined) ?? scope.get(name);
  try {
    const value = raw === undefined ? undefined : run.templar.evaluate(raw, scope);
    const wanted = optionOf(option);
    // What must be given may be given as null, if its type takes that.
    const isGiven = value !== undefined && !isOmit(value) && (value !== null || wanted.required === true);
    const given = isGiven ? readAs(name, toJson(value), option.get("type")) : undefined;
    if (given === null) return undefined;
    parseArgs({ [name]: wanted }, isGiven ? { [name]: given } : {}, { env: {} });
    return undefined;
  } catch (error) {
    if (error instanceof HintedError) return error;
    throw error;
  }
}

/** The value as Ansible's type reads it. @throws HintedError OPTION_INVALID in the words Ansible begins with */
function readAs(name: string, value: unknown, type: Value | undefined): unknown {
  const wanted = typeof type === "string" ? type : "str";
  try {
    return value === null && wanted !== "raw"
      ? coerce(value, "list", { name, secret: false })
      : readers(wanted)(value, name);
  } catch (error) {
    if (!(error instanceof HintedError)) throw error;
    const kind = typeName(fromJson(value));
    const message = `argument '${name}' is of type ${kind} and we were unable to convert to ${wanted}: ${error.message}`;
    throw new HintedError(error.code, message, { hint: error.hint });
  }
}

type Reader = (value: unknown, name: string) => unknown;

function readers(type: string): Reader {
  switch (type) {
    case "str":
    case "path":
      // Whatever it is: Ansible takes its text.
      return (value, name) => (typeof value === "object" ? value : coerce(value, "str", { name, secret: false }));
    case "json":
    case "jsonarg":
      return (value, name) =>
        typeof value === "string" || typeof value === "object" ? value : refuse(value, { name, wanted: "JSON" });
    case "bytes":
    case "bits":
      return (value, name) =>
        typeof value === "number" || SIZE.test(String(value))
          ? value
          : refuse(value, { name, wanted: "a size such as 10M" });
    default:
      return (value, name) => (isType(type) ? coerce(value, type, { name, secret: false }) : value);
  }
}

/** As human_to_bytes takes it. */
const SIZE = /^\s*\d*\.?\d+\s*[A-Za-z]*\s*$/;

function refuse(value: unknown, { name, wanted }: { readonly name: string; readonly wanted: string }): never {
  throw new HintedError("OPTION_INVALID", `Option '${name}' is ${JSON.stringify(value)}, expected ${wanted}`, {
    hint: `Give '${name}' as ${wanted}`,
  });
}

/** Types that are read alike here; the others take what their text allows, which is checked before. */
const TYPES: ReadonlySet<string> = new Set(["int", "float", "bool", "list", "dict", "raw"]);

/** An option of a role's specification as one of our own. Types that only modules have count as text. */
function optionOf(spec: Dict): Option {
  const choices = spec.get("choices");
  const nested = spec.get("options");
  const elements = spec.get("elements");
  return {
    type: typeOf(spec.get("type")),
    description: "",
    required: spec.get("required") === true,
    ...(Array.isArray(choices)
      ? { choices: choices.filter((choice) => typeof choice === "string" || typeof choice === "number") }
      : {}),
    ...(elements === undefined || elements === null ? {} : { elements: typeOf(elements) }),
    ...(isDict(nested) ? { options: optionsOf(nested) } : {}),
  };
}

function optionsOf(spec: Dict): Options {
  return Object.fromEntries(
    [...spec].flatMap(([name, option]) =>
      typeof name === "string" && isDict(option) ? [[name, optionOf(option)] as const] : [],
    ),
  );
}

function typeOf(value: Value | undefined): Option["type"] {
  return typeof value === "string" && isType(value) ? value : "raw";
}

function isType(name: string): name is Option["type"] {
  return TYPES.has(name);
}
