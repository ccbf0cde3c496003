import { HintedError } from "../../core/errors.ts";
import { type Dict, fromJson, isDict, trusted, type Value } from "../../core/values.ts";
import type { InventoryGraph } from "../graph.ts";
import type { HostNode } from "../nodes.ts";
import type { Evaluator } from "./evaluator.ts";
import type { ConstructedArgs } from "./options.ts";

/** A host that groups and variables are made for. */
interface Target {
  readonly host: HostNode;
  /** What expressions see; asked for anew after variables were set. */
  readonly vars: () => Dict;
  readonly evaluator: Evaluator;
  readonly args: ConstructedArgs;
}

/** A group name with every character that is none of a variable's replaced, as constructed groups have them. */
export function safeGroupName(name: string): string {
  return name.replace(/^[^\p{L}_]|[^\p{L}\p{N}_]/gu, "_");
}

/** Sets variables and groups of a host from `compose`, `groups` and `keyed_groups`. @throws HintedError TEMPLATE_* with `strict` */
export function construct(graph: InventoryGraph, target: Target): void {
  const { host, vars, evaluator, args } = target;
  for (const [name, expression] of Object.entries(args.compose)) {
    const value = attempt(target, () => evaluator.expression(text(expression), vars()));
    if (value !== undefined) graph.setVar(host.name, name, value);
  }
  for (const [name, condition] of Object.entries(args.groups)) {
    const holds = attempt(target, () => evaluator.condition(text(condition), vars()));
    if (holds) graph.addHostTo(graph.group(safeGroupName(name)), host);
  }
  for (const entry of args.keyed_groups) addKeyedGroup(graph, target, keyedGroup(entry));
}

interface KeyedGroup {
  readonly key: string;
  readonly prefix: string;
  readonly separator: string;
  readonly parent: Value;
  readonly fallback: string | undefined;
  readonly trailingSeparator: boolean;
}

function keyedGroup(entry: unknown): KeyedGroup {
  const fields = fromJson(entry);
  if (!isDict(fields) || fields.get("key") === undefined) {
    throw invalid("An entry of keyed_groups has no key", "Write each as a dict with key, prefix and separator");
  }
  if (fields.has("default_value") && fields.has("trailing_separator")) {
    throw invalid("default_value and trailing_separator of keyed_groups exclude each other", "Leave one of them out");
  }
  return {
    key: text(fields.get("key")),
    prefix: fields.has("prefix") ? text(fields.get("prefix")) : "",
    separator: fields.has("separator") ? text(fields.get("separator")) : "_",
    parent: fields.has("parent_group") ? trusted(text(fields.get("parent_group"))) : null,
    fallback: fields.has("default_value") ? text(fields.get("default_value")) : undefined,
    trailingSeparator: fields.get("trailing_separator") !== false,
  };
}

function addKeyedGroup(graph: InventoryGraph, target: Target, keyed: KeyedGroup): void {
  const { host, vars, evaluator, args } = target;
  const key = attempt(target, () => evaluator.expression(keyed.key, vars()));
  if (key === undefined) return;
  const separator = keyed.prefix === "" && !args.leading_separator ? "" : keyed.separator;
  const parent =
    keyed.parent === null ? "" : text(attempt(target, () => evaluator.evaluate(keyed.parent, vars())) ?? "");
  for (const name of keyNames(key, keyed)) {
    const group = graph.group(safeGroupName(`${keyed.prefix}${separator}${name}`));
    graph.addHostTo(group, host);
    if (parent !== "") graph.addChild(graph.group(safeGroupName(parent)), group);
  }
}

/** The names a value stands for: itself, each of a list, or `key_value` of each of a dict; empty ones only by the default. */
function keyNames(key: Value, keyed: KeyedGroup): readonly string[] {
  if (Array.isArray(key)) return key.flatMap((item) => keyNames(item, keyed));
  if (isDict(key))
    return [...key].map(([name, value]) => dictName(text(name), isEmpty(value) ? "" : text(value), keyed));
  if (isEmpty(key)) return keyed.fallback === undefined ? [] : [keyed.fallback];
  return [text(key)];
}

function dictName(name: string, value: string, { separator, fallback, trailingSeparator }: KeyedGroup): string {
  if (value !== "") return `${name}${separator}${value}`;
  if (fallback !== undefined) return `${name}${separator}${fallback}`;
  return trailingSeparator ? `${name}${separator}` : name;
}

function isEmpty(value: Value): boolean {
  return value === null || value === "";
}

/** What fails is left out, or with `strict` an error. */
function attempt<T>({ args }: Target, step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (args.strict || !(error instanceof HintedError) || !error.code.startsWith("TEMPLATE_")) throw error;
    return undefined;
  }
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  throw invalid(
    "A name made by keyed_groups is neither text nor number",
    "Give a key that is text, a list or a dict of these",
  );
}

function invalid(message: string, hint: string): HintedError {
  return new HintedError("INVENTORY_SYNTAX", message, { hint });
}
