import { floatText } from "../../core/float-text.ts";
import { Float, isDict, TemplateText, Timestamp, type Value, VaultText } from "../../core/values.ts";
import { HintedError } from "../../core/errors.ts";
import type { Inventory } from "../inventory.ts";
import type { GroupNode } from "../nodes.ts";
import { pythonLiteral } from "../python/literal.ts";
import { type DumpOptions, exportedVars, groupDumpVars, hostDumpVars } from "./vars.ts";

/**
 * An INI inventory that reads back to the same hosts, groups and variables; each host's variables stand where it comes first, those of
 * groups only with `export`.
 * @throws HintedError INVENTORY_SYNTAX for what INI can not hold (secrets, names with blanks)
 */
export function iniText(inventory: Inventory, options: DumpOptions): string {
  const shown = new Set(inventory.match("all", options.limit));
  const seen = new Set<string>();
  const sections: string[] = [];
  const { all } = inventory.graph;
  for (const group of [all, ...all.descendants()]) {
    const hosts = [...group.hosts].map((host) => host.name).filter((name) => shown.has(name));
    const lines = hosts.map((name) => {
      const vars = seen.has(name) ? [] : [...hostDumpVars(inventory, name, options)];
      seen.add(name);
      return [hostWord(name), ...vars.map((pair) => shellWord(assignment(pair)))].join(" ");
    });
    sections.push(...groupSections(inventory, group, { lines, options }));
  }
  return `${sections.join("\n\n")}\n`;
}

function groupSections(
  inventory: Inventory,
  group: GroupNode,
  { lines, options }: { lines: readonly string[]; options: DumpOptions },
): string[] {
  // That every group is below `all` goes without saying.
  const children = group.name === "all" ? [] : [...group.children].map((child) => child.name);
  const vars = [...exportedVars(groupDumpVars(inventory, group, options), options)].map(
    ([key, value]) => `${keyText(key)}=${valueText(value)}`,
  );
  const isBuiltIn = group.name === "all" || group.name === "ungrouped";
  return [
    ...(lines.length > 0 || (!isBuiltIn && children.length === 0) ? [[`[${group.name}]`, ...lines].join("\n")] : []),
    ...(children.length > 0 ? [[`[${group.name}:children]`, ...children].join("\n")] : []),
    ...(vars.length > 0 ? [[`[${group.name}:vars]`, ...vars].join("\n")] : []),
  ];
}

function hostWord(name: string): string {
  if (!/[\s#"'\\[]/.test(name)) return name;
  throw cannot(`The host name ${JSON.stringify(name)}`, "Use --format yaml");
}

function assignment([key, value]: readonly [Value, Value]): string {
  return `${keyText(key)}=${valueText(value)}`;
}

/** One word for a shell-like splitter: quoted where it holds blanks, quotes, backslashes or `#`. */
function shellWord(text: string): string {
  return /[\s"'\\#]/.test(text) ? `"${text.replace(/["\\]/g, String.raw`\$&`)}"` : text;
}

/** A value that Python's literal_eval (or its failure) turns back into the same. */
function valueText(value: Value): string {
  if (isUnsafe(value)) throw cannot("A text that looks like a template but is none", "Use --format yaml");
  const text = value instanceof TemplateText ? value.source : value;
  if (typeof text !== "string") return literal(value);
  const readsBack = pythonLiteral(text) === undefined && text === text.trim() && !/[\r\n]/.test(text);
  return readsBack ? text : JSON.stringify(text);
}

/** Whether a plain string with template syntax is in the value: read from INI it would be a template. */
function isUnsafe(value: Value): boolean {
  if (typeof value === "string") return /\{[{%#]/.test(value);
  if (Array.isArray(value)) return value.some(isUnsafe);
  return isDict(value) && [...value.values()].some(isUnsafe);
}

function literal(value: Value): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string" || value instanceof Timestamp)
    return JSON.stringify(value instanceof Timestamp ? value.text : value);
  if (value instanceof TemplateText) return JSON.stringify(value.source);
  if (value instanceof VaultText) throw cannot("An encrypted value", "Use --format yaml");
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (isDict(value)) return `{${[...value].map(([key, item]) => `${literal(key)}: ${literal(item)}`).join(", ")}}`;
  if (value instanceof Float) return floatText(value.value);
  return typeof value === "number" && !Number.isInteger(value) ? floatText(value) : String(value);
}

function keyText(key: Value): string {
  if (typeof key === "string" && !/[\s=]/.test(key)) return key;
  throw cannot("A variable name with blanks or `=`", "Use --format yaml");
}

function cannot(what: string, hint: string): HintedError {
  return new HintedError("INVENTORY_SYNTAX", `${what} can not be written to an INI inventory`, { hint });
}
