import { type Document, isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import { HintedError } from "../core/errors.ts";
import { type Dict, Float, isDict, TemplateText, Timestamp, type Value, VaultText } from "../core/values.ts";
import { loadYaml } from "../core/yaml/index.ts";

/** A place in a text that a value takes, from behind the colon to the value's end, and how deep its key is indented. */
interface Slot {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
}

type Decrypt = (envelope: string) => string;

/**
 * The keys that lead to a value: the name itself when the document has it, else its dotted parts (`db.password`).
 * @throws HintedError USAGE for an empty name or part
 */
export function keyPath(document: Value, name: string): readonly string[] {
  if (name !== "" && isDict(document) && document.has(name)) return [name];
  const path = name.split(".");
  if (!path.includes("")) return path;
  throw new HintedError("USAGE", name === "" ? "The key is empty" : `The key '${name}' has an empty part`, {
    hint: "Name the variable; the keys that lead to a nested one with dots between them",
  });
}

/** The value under a path of keys, undefined when there is none. */
export function valueAt(document: Value, path: readonly string[]): Value | undefined {
  let value: Value | undefined = document;
  for (const key of path) value = isDict(value) ? value.get(key) : undefined;
  return value;
}

/**
 * YAML text with one key set; every byte outside its value stays. `render` writes the new value for an indentation.
 * The result is read again, and refused unless exactly that key changed and is there once.
 * @throws HintedError YAML_SYNTAX, VAULT_FORMAT when the key can not be set in place
 */
export function setYamlKey(
  text: string,
  path: readonly string[],
  options: { render: (indent: number) => string; file: string; decrypt: Decrypt },
): string {
  const before = loadYaml(text, options);
  const after = edit(text, path, options.render);
  const reread = loadYaml(after, options);
  if (valueAt(reread, path) === undefined || !sameBut(before, reread, path))
    throw cannotSet(path, "its value is written in a way that can not be replaced alone");
  // Of duplicates the last one counts; the others would keep what was to be replaced, perhaps in clear.
  if (pairsNamed(parentMap(parsed(after), path), path.at(-1) ?? "").length !== 1)
    throw cannotSet(path, "the key is there more than once");
  return after;
}

/** A string as a YAML scalar on one line: plain when that reads back the same, else in double quotes; `!unsafe` when it looks like a template. */
export function yamlScalar(text: string): string {
  if (/^[A-Za-z_][\w./-]*$/.test(text) && loadYaml(text, { file: "" }) === text) return text;
  const quoted = JSON.stringify(text).replace(/[\x7f-\x9f]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`);
  return /\{[{%#]/.test(text) ? `!unsafe ${quoted}` : quoted;
}

function edit(text: string, path: readonly string[], render: (indent: number) => string): string {
  const parent = parentMap(parsed(text), path);
  const name = path.at(-1) ?? "";
  if (parent === undefined) return append(text, text.length, `${yamlScalar(name)}: ${render(0)}\n`);
  const pair = findPair(parent, name);
  if (pair) return replaceValue(text, slotOf(text, pair, path), render);
  return addPair(text, parent, { path, name, render });
}

function parsed(text: string): Document.Parsed {
  return parseDocument(text, { keepSourceTokens: true, version: "1.1", uniqueKeys: false, logLevel: "silent" });
}

function replaceValue(text: string, { start, end, indent }: Slot, render: (indent: number) => string): string {
  const old = text.slice(start, end);
  const tail = old.endsWith("\n") ? "\n" : "";
  return `${text.slice(0, start)} ${render(indent)}${tail}${text.slice(end)}`;
}

/** The map that holds the last key of the path; undefined for an empty document. */
function parentMap(document: Document.Parsed, path: readonly string[]): YAMLMap | undefined {
  const empty = document.contents === null || (isScalar(document.contents) && document.contents.value === null);
  if (empty && path.length === 1) return undefined;
  let node: unknown = document.contents;
  for (const key of path.slice(0, -1)) node = isMap(node) ? findPair(node, key)?.value : undefined;
  if (isMap(node)) return node;
  throw cannotSet(path, path.length > 1 ? `${path.slice(0, -1).join(".")} is no dict` : "the document is no dict");
}

function findPair(map: YAMLMap, key: string): Pair | undefined {
  return pairsNamed(map, key).at(-1);
}

/** By their text: the library takes `y` and `n` for booleans, which PyYAML does not. */
function pairsNamed(map: YAMLMap | undefined, key: string): readonly Pair[] {
  return (map?.items ?? []).filter(({ key: item }) => isScalar(item) && (item.source ?? String(item.value)) === key);
}

function slotOf(text: string, pair: Pair, path: readonly string[]): Slot {
  const colon = pair.srcToken?.sep?.find((token) => token.type === "map-value-ind");
  const keyStart = pair.srcToken?.key?.offset;
  if (!colon || keyStart === undefined) throw cannotSet(path, "it has no colon");
  const start = colon.offset + 1;
  const { value } = pair;
  const range = hasRange(value) ? value.range : undefined;
  const end = range && range[1] > start ? range[1] : start;
  return { start, end, indent: keyStart - (text.lastIndexOf("\n", keyStart - 1) + 1) };
}

function hasRange(node: unknown): node is { range: readonly [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}

function addPair(
  text: string,
  parent: YAMLMap,
  { path, name, render }: { path: readonly string[]; name: string; render: (indent: number) => string },
): string {
  const last = parent.items.at(-1);
  if (!last || parent.flow) throw cannotSet(path, "its dict is written in braces");
  const { end, indent } = slotOf(text, last, path);
  const lineEnd = text[end - 1] === "\n" ? end : text.indexOf("\n", end) + 1 || text.length;
  return append(text, lineEnd, `${" ".repeat(indent)}${yamlScalar(name)}: ${render(indent)}\n`);
}

function append(text: string, at: number, line: string): string {
  const head = text.slice(0, at);
  return `${head}${head === "" || head.endsWith("\n") ? "" : "\n"}${line}${text.slice(at)}`;
}

function sameBut(before: Value, after: Value, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  const old: Dict = isDict(before) ? before : new Map();
  if (!isDict(after)) return false;
  const keys = new Set([...old.keys(), ...after.keys()]);
  return [...keys].every((name) =>
    name === key ? sameBut(old.get(name) ?? null, after.get(name) ?? null, rest) : same(old.get(name), after.get(name)),
  );
}

function same(a: Value | undefined, b: Value | undefined): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (isDict(a) && isDict(b)) return a.size === b.size && [...a].every(([key, value]) => same(value, b.get(key)));
  return Object.is(comparable(a), comparable(b)) && typeof a === typeof b;
}

function comparable(value: Value | undefined): unknown {
  if (value instanceof TemplateText) return value.source;
  if (value instanceof VaultText) return value.envelope;
  if (value instanceof Timestamp) return value.text;
  return value instanceof Float ? value.value : value;
}

function cannotSet(path: readonly string[], why: string): HintedError {
  return new HintedError("VAULT_FORMAT", `Can not set ${path.join(".")}: ${why}`, {
    hint: "Change it with `pveplay vault edit`",
  });
}
