import { HintedError } from "../../core/errors.ts";
import { didYouMean } from "../../core/nearest.ts";
import {
  type ApiSchema,
  indexedProperty,
  type MethodSchema,
  type PropertySchema,
} from "../../core/proxmox/schema/api-schema.ts";
import type { ApiArgs } from "./options.ts";

/** A call with the schema it was checked against. */
export interface CheckedCall {
  readonly method: MethodSchema;
  /** `/nodes/{node}/qemu/{vmid}/config`. */
  readonly template: string;
}

type Call = Pick<ApiArgs, "path" | "method" | "params">;

/**
 * Finds the call in the schema and checks its parameters: names, presence, choices, whole numbers and bounds. Formats are the server's to check.
 * @throws HintedError OPTION_UNSUPPORTED for a call the schema lacks, OPTION_INVALID for parameters
 */
export function checkCall(schema: ApiSchema, call: Call): CheckedCall {
  const verb = call.method.toUpperCase();
  const found = Object.entries(schema.methods).find(
    ([key]) => key.startsWith(`${verb} `) && matches(key.slice(verb.length + 1), call.path),
  );
  if (!found) throw unknownCall(schema, call);
  const [key, method] = found;
  const template = key.slice(verb.length + 1);
  checkParams(method, template, call);
  return { method, template };
}

function matches(template: string, path: string): boolean {
  const pattern = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{[^}]+\}/g, "[^/]+");
  return new RegExp(`^${pattern}$`).test(path);
}

function checkParams(method: MethodSchema, template: string, call: Call): void {
  const properties = method.parameters?.properties ?? {};
  const inPath = new Set([...template.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name));
  for (const [name, value] of Object.entries(call.params)) {
    const property = inPath.has(name) ? undefined : indexedProperty(properties, name);
    if (property) checkValue(call, { name, value, property });
    else if (method.parameters?.additionalProperties !== 1) throw unknownParam(call, name, Object.keys(properties));
  }
  const missing = Object.entries(properties).filter(
    ([name, { optional }]) => !optional && !inPath.has(name) && call.params[name] === undefined,
  );
  if (missing.length === 0) return;
  const names = missing.map(([name]) => `'${name}'`).join(", ");
  throw new HintedError("OPTION_INVALID", `${title(call)} needs ${names}`, { hint: `Add ${names} to 'params'` });
}

interface Given {
  readonly name: string;
  readonly value: unknown;
  readonly property: PropertySchema;
}

function checkValue(call: Call, { name, value, property }: Given): void {
  const expected = expectation(property, value);
  if (expected === undefined) return;
  throw new HintedError(
    "OPTION_INVALID",
    `'${name}' of ${title(call)} is ${JSON.stringify(value)}, expected ${expected}`,
    { hint: `Correct '${name}' in 'params'` },
  );
}

/** What is expected of a value that can not be right, or undefined when it may be. */
function expectation(property: PropertySchema, value: unknown): string | undefined {
  const text = String(value);
  if (property.enum && !property.enum.includes(text)) return `one of ${property.enum.join(", ")}`;
  if (property.type === "boolean" && !/^(0|1|true|false)$/.test(text)) return "true or false";
  if (property.type !== "integer" && property.type !== "number") return undefined;
  const number = Number(text);
  if (text.trim() === "" || Number.isNaN(number) || (property.type === "integer" && !Number.isInteger(number)))
    return property.type === "integer" ? "a whole number" : "a number";
  if (property.minimum !== undefined && number < Number(property.minimum)) return `at least ${property.minimum}`;
  return property.maximum !== undefined && number > Number(property.maximum)
    ? `at most ${property.maximum}`
    : undefined;
}

function title({ method, path }: Call): string {
  return `${method.toUpperCase()} ${path}`;
}

function unknownParam(call: Call, name: string, known: readonly string[]): HintedError {
  return new HintedError("OPTION_INVALID", `${title(call)} has no parameter '${name}'`, {
    hint: didYouMean(name, known, `It takes ${known.join(", ") || "none"}`),
  });
}

function unknownCall(schema: ApiSchema, call: Call): HintedError {
  const verbs = Object.keys(schema.methods)
    .filter((key) => matches(key.slice(key.indexOf(" ") + 1), call.path))
    .map((key) => key.slice(0, key.indexOf(" ")));
  return new HintedError(
    "OPTION_UNSUPPORTED",
    `${title(call)} is not among the calls of Proxmox VE ${schema.version} this module knows`,
    {
      hint:
        verbs.length > 0
          ? `This path takes ${verbs.join(", ")}`
          : "Check the path against the API viewer of your server",
    },
  );
}
