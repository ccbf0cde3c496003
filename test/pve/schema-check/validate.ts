import { indexedProperty, type PropertyMap, type PropertySchema } from "../../../core/proxmox/schema/api-schema.ts";
import { namedPropertyStrings } from "../../../core/proxmox/schema/named-formats.ts";
import type { RawValue } from "../params.ts";
import { formatComplaint } from "./formats.ts";
import { perlPattern } from "./pattern.ts";
import { parsePropertyString } from "./property-string.ts";

/** All complaints about a request, by parameter. */
export type Errors = Record<string, string>;

/** What a check needs beside the value: the privileges of the version, and where complaints go. */
interface Context {
  readonly privileges: ReadonlySet<string>;
  readonly errors: Errors;
}

/** A set of values with the schema of each; `open` lets unknown names pass. */
interface Shape {
  readonly properties: PropertyMap;
  readonly open: boolean;
}

/** Checks all parameters of a call and reports all complaints together, worded as the API words them. */
export function validate(values: ReadonlyMap<string, RawValue>, shape: Shape, privileges: ReadonlySet<string>): Errors {
  const context: Context = { privileges, errors: {} };
  checkObject(values, shape, { context, path: "" });
  return context.errors;
}

interface At {
  readonly context: Context;
  readonly path: string;
}

function checkObject(values: ReadonlyMap<string, RawValue>, { properties, open }: Shape, at: At): void {
  const below = (name: string): At => ({ context: at.context, path: at.path === "" ? name : `${at.path}.${name}` });
  for (const [name, schema] of Object.entries(properties)) {
    if (!values.has(name) && schema.alias === undefined && !name.endsWith("[n]")) checkMissing(schema, below(name));
  }
  for (const [name, value] of values) {
    const schema = indexedProperty(properties, name);
    if (schema) {
      checkValue(value, schema, below(name));
      if (schema.requires !== undefined && !values.has(schema.requires)) {
        complain(below(schema.requires), `missing property required by '${below(name).path}'`);
      }
    } else if (!open) {
      complain(below(name), "property is not defined in schema and the schema does not allow additional properties");
    }
  }
}

function checkMissing(schema: PropertySchema, at: At): void {
  if (schema.optional !== 1 && schema.type !== "null") complain(at, "property is missing and it is not optional");
}

function checkValue(value: RawValue, schema: PropertySchema, at: At): void {
  if (schema.type === "array" && Array.isArray(value)) {
    const items = schema.items;
    if (items)
      value.forEach((item: RawValue, index) => checkValue(item, items, { ...at, path: `${at.path}[${index}]` }));
    return;
  }
  if (typeof value !== "string") {
    complain(at, `type check ('${schema.type ?? "string"}') failed - got ${Array.isArray(value) ? "ARRAY" : "HASH"}`);
    return;
  }
  const type = schema.type === "array" ? "string" : (schema.type ?? "string");
  if (!hasType(value, type)) complain(at, `type check ('${type}') failed - got '${value}'`);
  else checkText(value, schema, at);
}

function hasType(value: string, type: string): boolean {
  switch (type) {
    case "integer":
      return /^[+-]?\d+$/.test(value);
    case "number":
      return /^[+-]?\d+(?:\.\d+)?$/.test(value);
    case "boolean":
      return value === "0" || value === "1";
    default:
      return true;
  }
}

function checkText(value: string, schema: PropertySchema, at: At): void {
  const complaint = formatProblem(value, schema, at) ?? lengthProblem(value, schema) ?? rangeProblem(value, schema);
  if (complaint !== undefined) complain(at, complaint);
}

function formatProblem(value: string, schema: PropertySchema, at: At): string | undefined {
  const format = schema.format;
  if (format === undefined) return undefined;
  const named = typeof format === "string" ? formatComplaint(format, value, at.context.privileges) : undefined;
  if (named !== undefined) return `invalid format - ${named}`;
  const keys = typeof format === "string" ? namedPropertyStrings[format] : format;
  if (!keys || (typeof format === "string" && format.endsWith("boot") && value.trim() === "")) return undefined;
  const nested = propertyStringProblem(value, keys, at);
  return nested === undefined ? undefined : `invalid format - ${nested}`;
}

function propertyStringProblem(value: string, keys: PropertyMap, at: At): string | undefined {
  const errors: Errors = {};
  try {
    const parsed = parsePropertyString(value, keys);
    checkObject(parsed, { properties: keys, open: false }, { context: { ...at.context, errors }, path: at.path });
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
  const lines = Object.keys(errors).sort();
  if (lines.length === 0) return undefined;
  return `format error\n${lines.map((path) => `${path}: ${errors[path]}\n`).join("")}`;
}

function lengthProblem(value: string, schema: PropertySchema): string | undefined {
  if (schema.maxLength !== undefined && value.length > Number(schema.maxLength)) {
    return `value may only be ${schema.maxLength} characters long`;
  }
  if (schema.minLength !== undefined && value.length < Number(schema.minLength)) {
    return `value must be at least ${schema.minLength} characters long`;
  }
  if (schema.pattern !== undefined && !perlPattern(schema.pattern).test(value))
    return "value does not match the regex pattern";
  return undefined;
}

function rangeProblem(value: string, schema: PropertySchema): string | undefined {
  if (schema.type === "integer" || schema.type === "number") {
    if (schema.minimum !== undefined && Number(value) < Number(schema.minimum)) {
      return `value must have a minimum value of ${schema.minimum}`;
    }
    if (schema.maximum !== undefined && Number(value) > Number(schema.maximum)) {
      return `value must have a maximum value of ${schema.maximum}`;
    }
  }
  if (schema.enum && !schema.enum.includes(value)) {
    return `value '${value}' does not have a value in the enumeration '${schema.enum.join(", ")}'`;
  }
  return undefined;
}

/** Several complaints about one parameter are joined by a backslash and an n, as the API does. */
function complain(at: At, message: string): void {
  const known = at.context.errors[at.path];
  at.context.errors[at.path] = known === undefined ? message : `${known}\\n${message}`;
}
