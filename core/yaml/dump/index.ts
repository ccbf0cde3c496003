import { floatText } from "../../float-text.ts";
import { type Dict, Float, isDict, TemplateText, Timestamp, type Value, VaultText } from "../../values.ts";
import { resolvePlain } from "../resolve.ts";
import { analyze } from "./analyze.ts";
import { anchorsOf } from "./anchors.ts";
import { Writer } from "./writer.ts";

/** How values are written; the defaults are those of PyYAML's `dump` as Ansible's `to_yaml` calls it. */
export interface DumpOptions {
  /** Columns per level; 2 when not between 2 and 9. Default 2. */
  readonly indent?: number;
  /** Lines are folded at the first blank past this column. Default 80. */
  readonly width?: number;
  /** Whether keys are sorted, where they can be compared. Default true. */
  readonly sortKeys?: boolean;
  /** `[a]` and `{a: b}` for all collections (true), none (false), or those that hold scalars only (null). Default null. */
  readonly flow?: boolean | null;
  /** Start with `---`. Default false. */
  readonly explicitStart?: boolean;
  /** End with `...`. Default false. */
  readonly explicitEnd?: boolean;
  /** Write a list or dict that is met again as an alias (`*id001`), as PyYAML does with one object in two places. Default false. */
  readonly aliases?: boolean;
  /** Keep `!vault` values encrypted rather than writing their plain text. Default false. */
  readonly keepEncrypted?: boolean;
  /** Tag plain strings with template syntax `!unsafe`, so that reading them back does not make them templates. Default false. */
  readonly markUnsafe?: boolean;
}

/** A value as YAML, byte for byte as libyaml writes it for Ansible. */
export function dumpYaml(value: Value, options: DumpOptions = {}): string {
  const indent = options.indent !== undefined && options.indent > 1 && options.indent < 10 ? options.indent : 2;
  const width = options.width ?? 80;
  const emitter = new Emitter({
    ...options,
    indent,
    width: width < 0 ? Number.POSITIVE_INFINITY : width > indent * 2 ? width : 80,
  });
  return emitter.document(value);
}

/** Where a node stands. */
type Place = "root" | "sequence" | "mapping" | "simple-key";

class Emitter {
  readonly #options: DumpOptions & { readonly indent: number };
  readonly #writer: Writer;
  readonly #written = new Set<object>();
  #anchors: ReadonlyMap<object, string> = new Map();
  #flow = 0;

  constructor(options: DumpOptions & { readonly indent: number; readonly width: number }) {
    this.#options = options;
    this.#writer = new Writer(options.width);
  }

  document(value: Value): string {
    if (this.#options.aliases === true) this.#anchors = anchorsOf(value, (dict) => this.#pairs(dict));
    if (this.#options.explicitStart === true) this.#writer.indicator("---", { spaced: true });
    this.#node(value, "root");
    this.#writer.indent = -1;
    this.#writer.writeIndent();
    if (this.#options.explicitEnd === true) return `${this.#writer.text}...\n`;
    return this.#writer.text;
  }

  /** Runs with deeper indentation. */
  #deeper(options: { readonly flow: boolean; readonly indentless?: boolean }, run: () => void): void {
    const outer = this.#writer.indent;
    if (outer < 0) this.#writer.indent = options.flow ? this.#options.indent : 0;
    else if (options.indentless !== true) this.#writer.indent = outer + this.#options.indent;
    run();
    this.#writer.indent = outer;
  }

  #node(value: Value, place: Place): void {
    if (this.#alias(value)) return;
    if (Array.isArray(value)) this.#list(value, place);
    else if (isDict(value)) this.#dict(value);
    else this.#deeper({ flow: true }, () => this.#scalar(value, place));
  }

  /** Writes the anchor of a value that is met again later, or in its place the alias of one that was met. */
  #alias(value: Value): boolean {
    const anchor = typeof value === "object" && value !== null ? this.#anchors.get(value) : undefined;
    if (anchor === undefined || typeof value !== "object" || value === null) return false;
    const known = this.#written.has(value);
    this.#writer.indicator(`${known ? "*" : "&"}${anchor}`, { spaced: true });
    this.#written.add(value);
    return known;
  }

  #pairs(dict: Dict): readonly [Value, Value][] {
    return this.#options.sortKeys === false ? [...dict] : sortedPairs(dict);
  }

  #list(list: readonly Value[], place: Place): void {
    if (this.#flow > 0 || list.length === 0 || this.#usesFlow(list)) {
      this.#flowCollection(
        "[",
        "]",
        list.map((item) => () => this.#node(item, "sequence")),
      );
      return;
    }
    this.#deeper({ flow: false, indentless: place === "mapping" && !this.#writer.atIndention }, () => {
      for (const item of list) {
        this.#writer.writeIndent();
        this.#writer.indicator("-", { spaced: true, indention: true });
        this.#node(item, "sequence");
      }
    });
  }

  #usesFlow(items: Iterable<Value>): boolean {
    const { flow = null } = this.#options;
    if (flow !== null) return flow;
    for (const item of items) if (!isPlainScalar(item)) return false;
    return true;
  }

  #flowCollection(open: string, close: string, items: readonly (() => void)[]): void {
    this.#writer.indicator(open, { spaced: true, whitespace: true });
    this.#deeper({ flow: true }, () => {
      this.#flow++;
      items.forEach((emit, at) => {
        if (at > 0) this.#writer.indicator(",", {});
        if (this.#writer.column > this.#writer.width) this.#writer.writeIndent();
        emit();
      });
      this.#flow--;
    });
    this.#writer.indicator(close, {});
  }

  #dict(dict: Dict): void {
    const pairs = this.#pairs(dict);
    if (this.#flow > 0 || pairs.length === 0 || this.#usesFlow(pairs.flat())) {
      this.#flowCollection(
        "{",
        "}",
        pairs.map(
          ([key, value]) =>
            () =>
              this.#pair(key, value),
        ),
      );
      return;
    }
    this.#deeper({ flow: false }, () => {
      for (const [key, value] of pairs) {
        this.#writer.writeIndent();
        this.#pair(key, value);
      }
    });
  }

  #pair(key: Value, value: Value): void {
    if (isSimpleKey(key)) {
      this.#node(key, "simple-key");
      this.#writer.indicator(":", {});
    } else {
      this.#writer.indicator("?", { spaced: true, indention: this.#flow === 0 });
      this.#node(key, "mapping");
      if (this.#flow === 0 || this.#writer.column > this.#writer.width) this.#writer.writeIndent();
      this.#writer.indicator(":", { spaced: true, indention: this.#flow === 0 });
    }
    this.#node(value, "mapping");
  }

  #scalar(value: Value, place: Place): void {
    if (value instanceof VaultText && this.#options.keepEncrypted === true) {
      this.#writer.indicator("!vault", { spaced: true });
      this.#writer.literal(value.envelope);
      return;
    }
    if (this.#options.markUnsafe === true && typeof value === "string" && /\{[{%#]/.test(value)) {
      this.#writer.indicator("!unsafe", { spaced: true });
    }
    const { text, isText } = scalarText(value);
    const { multiline, flowPlain, blockPlain, single } = analyze(text);
    const inKey = place === "simple-key";
    const fits = this.#flow > 0 ? flowPlain : blockPlain;
    const emptyRefused = text === "" && (this.#flow > 0 || inKey);
    const plain = fits && !emptyRefused && !(inKey && multiline) && (!isText || typeof resolvePlain(text) === "string");
    if (plain) this.#writer.plain(text, !inKey);
    else if (single && !(inKey && multiline)) this.#writer.single(text, !inKey);
    else this.#writer.double(text, !inKey);
  }
}

function scalarText(value: Value): { readonly text: string; readonly isText: boolean } {
  if (value === null) return { text: "null", isText: false };
  if (typeof value === "string") return { text: value, isText: true };
  if (value instanceof TemplateText) return { text: value.source, isText: true };
  if (value instanceof VaultText) return { text: value.reveal(), isText: true };
  if (value instanceof Timestamp) return { text: value.text, isText: false };
  if (value instanceof Float) return { text: yamlFloat(value.value), isText: false };
  if (typeof value === "number" && !Number.isInteger(value)) return { text: yamlFloat(value), isText: false };
  if (Array.isArray(value) || isDict(value)) throw new TypeError("Not a scalar");
  return { text: String(value), isText: false };
}

function yamlFloat(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  const text = floatText(value);
  return text.includes(".") ? text : text.replace("e", ".0e");
}

/** Whether PyYAML counts the value as a plain scalar when it decides about flow style. */
function isPlainScalar(value: Value): boolean {
  return !Array.isArray(value) && !isDict(value);
}

const LONGEST_KEY = 128;

function isSimpleKey(key: Value): boolean {
  if (Array.isArray(key) || isDict(key)) return false;
  const { text } = scalarText(key);
  return Buffer.byteLength(text) <= LONGEST_KEY && !analyze(text).multiline;
}

/** Pairs by key, as Python sorts them; as they stand when the keys are of kinds that have no order. */
function sortedPairs(dict: Dict): readonly [Value, Value][] {
  const pairs = [...dict];
  if (pairs.every(([key]) => typeof key === "string"))
    return pairs.toSorted(([one], [two]) => order(keyText(one), keyText(two)));
  const numbers = pairs.every(
    ([key]) => typeof key === "number" || typeof key === "boolean" || typeof key === "bigint" || key instanceof Float,
  );
  return numbers ? pairs.toSorted(([one], [two]) => keyNumber(one) - keyNumber(two)) : pairs;
}

/** A string key; what else there is comes here only after a check that there is nothing else. */
function keyText(key: Value): string {
  return typeof key === "string" ? key : "";
}

function order(one: string, two: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(two));
}

function keyNumber(key: Value): number {
  return key instanceof Float ? key.value : Number(key);
}
