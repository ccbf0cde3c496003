import { floatText } from "../float-text.ts";
import { type Dict, Float, isDict, TemplateText, Timestamp, type Value, VaultText } from "../values.ts";
import { isSimpleKey, scalarText } from "./dump-scalar.ts";

/** How YAML is written. */
export interface DumpOptions {
  /** Columns a level is indented by; default 2. */
  readonly indent?: number;
  /** Lines longer than this are broken at blanks; default 80. */
  readonly width?: number;
  /** Whether keys are sorted, where they can be compared; default true. */
  readonly sortKeys?: boolean;
}

/**
 * YAML text in block style, byte for byte as PyYAML with libyaml and Ansible's dumper write it: lists not indented below
 * their key, a list or dict met again as an alias, `!vault` values still encrypted. Templates are written as their source.
 */
export function dumpYaml(value: Value, options: DumpOptions = {}): string {
  return new Dumper(value, options).document(value);
}

interface Level {
  /** Columns the keys or dashes at this level stand at. */
  readonly indent: number;
  /** Column of what comes next on the line. */
  readonly column: number;
  readonly inList: boolean;
}

class Dumper {
  readonly #step: number;
  readonly #width: number;
  readonly #sortKeys: boolean;
  readonly #repeated: ReadonlySet<object>;
  readonly #anchors = new Map<object, string>();
  readonly #written = new Set<object>();

  constructor(root: Value, { indent = 2, width = 80, sortKeys = true }: DumpOptions) {
    this.#step = indent;
    this.#width = width;
    this.#sortKeys = sortKeys;
    const repeated: object[] = [];
    this.#findRepeated(root, new Set(), repeated);
    // Anchors are numbered in the order in which values are met for the second time.
    for (const [index, object] of repeated.entries())
      this.#anchors.set(object, `id${String(index + 1).padStart(3, "0")}`);
    this.#repeated = new Set(repeated);
  }

  document(value: Value): string {
    if (isCollection(value) && sizeOf(value) > 0) return `${this.#items(value, 0)}\n`;
    const text = this.#inline(value, { indent: 0, column: 0, inList: false });
    return /^['"[{]/.test(text) ? `${text}\n` : `${text}\n...\n`;
  }

  #findRepeated(value: Value, seen: Set<object>, repeated: object[]): void {
    if (!isCollection(value)) return;
    if (seen.has(value)) {
      if (!repeated.includes(value)) repeated.push(value);
      return;
    }
    seen.add(value);
    for (const item of isDict(value) ? this.#pairs(value).flat() : value) this.#findRepeated(item, seen, repeated);
  }

  /** What stands behind `key:` or `-`: a blank and a scalar, or a collection on further lines. */
  #node(value: Value, level: Level): string {
    if (!isCollection(value)) return this.#scalarNode(value, level);
    if (this.#written.has(value)) return ` *${this.#anchors.get(value) ?? ""}`;
    const anchor = this.#repeated.has(value) ? ` &${this.#anchors.get(value) ?? ""}` : "";
    if (this.#repeated.has(value)) this.#written.add(value);
    if (sizeOf(value) === 0) return `${anchor} ${isDict(value) ? "{}" : "[]"}`;
    const indentless = !level.inList && !isDict(value);
    const indent = indentless ? level.indent : level.indent + this.#step;
    const compact = level.inList && anchor === "";
    const lead = compact ? " ".repeat(this.#step - 1) : `${anchor}\n${" ".repeat(indent)}`;
    return lead + this.#items(value, indent);
  }

  #scalarNode(value: Value, level: Level): string {
    if (!(value instanceof VaultText)) return ` ${this.#inline(value, { ...level, column: level.column + 1 })}`;
    const pad = " ".repeat(level.indent + this.#step);
    const lines = value.envelope.replace(/\n$/, "").split("\n");
    const chomping = value.envelope.endsWith("\n") ? "" : "-";
    return ` !vault |${chomping}\n${lines.map((line) => pad + line).join("\n")}`;
  }

  /** The entries of a collection at an indentation; the first without it. */
  #items(value: Value[] | Dict, indent: number): string {
    const glue = `\n${" ".repeat(indent)}`;
    if (isDict(value))
      return this.#pairs(value)
        .map((pair) => this.#pair(pair, indent))
        .join(glue);
    const level = { indent, column: indent + 1, inList: true };
    return value.map((item) => `-${this.#node(item, level)}`).join(glue);
  }

  #pair([key, value]: readonly [Value, Value], indent: number): string {
    const level = { indent, column: indent, inList: false };
    const text = isCollection(key) || key instanceof VaultText ? undefined : this.#inline(key, level, true);
    if (text !== undefined && isSimpleKey(plainText(key))) {
      return `${text}:${this.#node(value, { ...level, column: indent + text.length + 1 })}`;
    }
    const complex = { indent, column: indent + 1, inList: true };
    return `?${this.#node(key, complex)}\n${" ".repeat(indent)}:${this.#node(value, complex)}`;
  }

  #inline(value: Value, level: Level, isKey = false): string {
    if (isCollection(value)) return isDict(value) ? "{}" : "[]";
    if (typeof value === "string" || value instanceof TemplateText || value instanceof VaultText) {
      const place = { column: level.column, indent: level.indent + this.#step, width: this.#width, isKey };
      return scalarText(plainText(value), place);
    }
    return plainText(value);
  }

  #pairs(dict: Dict): [Value, Value][] {
    const pairs = [...dict];
    if (!this.#sortKeys || !comparable(pairs.map(([key]) => key))) return pairs;
    return pairs.sort(([a], [b]) => compare(a, b));
  }
}

function isCollection(value: Value): value is Value[] | Dict {
  return Array.isArray(value) || isDict(value);
}

function sizeOf(value: Value[] | Dict): number {
  return isDict(value) ? value.size : value.length;
}

function plainText(value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof TemplateText) return value.source;
  if (value === null) return "null";
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : yamlFloat(value);
  if (value instanceof Float) return yamlFloat(value.value);
  if (value instanceof Timestamp) return value.text;
  return typeof value === "boolean" || typeof value === "bigint" ? String(value) : "";
}

function yamlFloat(value: number): string {
  const text = floatText(value);
  if (text === "nan") return ".nan";
  if (text.endsWith("inf")) return text.replace("inf", ".inf");
  return text.includes(".") ? text : text.replace("e", ".0e");
}

/** Python compares texts with texts and numbers with numbers, and refuses to mix them. */
function comparable(keys: readonly Value[]): boolean {
  const kinds = new Set(keys.map((key) => (typeof keyOf(key) === "string" ? "text" : typeof keyOf(key))));
  return kinds.size <= 1 && !kinds.has("object");
}

function keyOf(key: Value): Value {
  if (key instanceof TemplateText) return key.source;
  if (key instanceof Float) return key.value;
  return typeof key === "boolean" ? Number(key) : key;
}

function compare(a: Value, b: Value): number {
  const [first, second] = [keyOf(a), keyOf(b)];
  if (first === null || second === null) return 0;
  return first < second ? -1 : Number(first > second);
}
