import { dictGet, dictSet } from "../python-dict.ts";
import { type Dict, Float, Timestamp, TemplateText, type Value } from "../values.ts";
import { type ConstructOptions, mergeInto, ScalarConstructor } from "./construct.ts";
import { recordPlace } from "./origins.ts";
import { Scanner } from "./scanner.ts";
import type { Source } from "./source.ts";
import { Token, type TokenKind } from "./tokens.ts";

const CORE = "tag:yaml.org,2002:";
const DEFAULT_HANDLES: ReadonlyMap<string, string> = new Map([
  ["!", "!"],
  ["!!", CORE],
]);

/** Where a node may stand: decides which collections may start there. */
/** A value and the offset it begins at. */
interface PlacedValue {
  readonly value: Value;
  readonly offset: number;
}

/** A key with its value; `start` is the key's first token. */
interface Pair extends PlacedValue {
  readonly start: Token;
  readonly key: Value;
}

/** Where keys and values of a dict stand, as {@link recordPlace} takes it. */
interface KeyPlaces {
  readonly keys: (Value | number)[];
  readonly values: number[];
}

type Place = "block" | "block-or-indentless" | "flow";

interface Properties {
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
  readonly start: Token;
}

/** What is told to the user without failing. */
export interface DuplicateKey {
  readonly key: Value;
  readonly offset: number;
}

/** Recursive descent over the tokens, straight to values: no tree is kept. */
export class Parser {
  readonly #source: Source;
  readonly #tokens: Scanner;
  readonly #scalars: ScalarConstructor;
  readonly #duplicate: (found: DuplicateKey) => void;
  /** `undefined` while the anchored node is still being read. */
  #anchors = new Map<string, Value | undefined>();
  #handles: ReadonlyMap<string, string> = DEFAULT_HANDLES;

  constructor(source: Source, options: ConstructOptions, duplicate: (found: DuplicateKey) => void) {
    this.#source = source;
    this.#tokens = new Scanner(source);
    this.#scalars = new ScalarConstructor(source, options);
    this.#duplicate = duplicate;
  }

  /** The documents of the stream. @throws HintedError YAML_SYNTAX */
  *documents(): Generator<{ readonly value: Value; readonly offset: number }> {
    for (let first = true; ; first = false) {
      let ended = first;
      while (!first && this.#at("document-end")) {
        this.#tokens.next();
        ended = true;
      }
      const start = this.#tokens.peek();
      if (start.kind === "stream-end") return;
      const explicit = this.#documentStart(start, first || ended);
      this.#anchors = new Map();
      const bare =
        explicit && ["document-start", "document-end", "stream-end", "directive"].includes(this.#tokens.peek().kind);
      yield { value: bare ? null : this.#node("block"), offset: start.offset };
    }
  }

  #documentStart(start: Token, mayBeBare: boolean): boolean {
    const handles = new Map(DEFAULT_HANDLES);
    while (this.#at("directive")) {
      const { text, handle } = this.#tokens.next();
      const [name = "", prefix = ""] = handle.split(/\s+/);
      if (text === "TAG") handles.set(name, prefix);
    }
    this.#handles = handles;
    if (this.#at("document-start")) {
      this.#tokens.next();
      return true;
    }
    if (!mayBeBare || this.#tokens.peek() !== start) throw this.#error("A new document must start with ---");
    return false;
  }

  #at(kind: TokenKind): boolean {
    return this.#tokens.peek().kind === kind;
  }

  #error(problem: string, token: Token = this.#tokens.peek()): Error {
    return this.#source.error(problem, token.offset);
  }

  #node(place: Place): Value {
    const start = this.#tokens.peek();
    if (start.kind === "alias") return this.#alias(this.#tokens.next());
    if (start.kind === "scalar") return this.#scalars.scalar(this.#tokens.next(), undefined);
    if (start.kind !== "anchor" && start.kind !== "tag")
      return this.#content(place, { anchor: undefined, tag: undefined, start });
    const properties = this.#properties(start);
    const unsafe = properties.tag === "!unsafe";
    if (properties.anchor !== undefined) this.#reserve(properties.anchor, start);
    if (unsafe) this.#scalars.unsafeDepth++;
    const value = this.#content(place, properties);
    if (unsafe) this.#scalars.unsafeDepth--;
    if (properties.anchor !== undefined) this.#anchors.set(properties.anchor, value);
    return value;
  }

  #reserve(anchor: string, start: Token): void {
    if (this.#anchors.has(anchor)) throw this.#error(`The anchor &${anchor} is given twice`, start);
    this.#anchors.set(anchor, undefined);
  }

  #key(place: Place): Value {
    return isMerge(this.#tokens.peek()) ? this.#tokens.next().text : this.#node(place);
  }

  #alias(token: Token): Value {
    const value = this.#anchors.get(token.text);
    if (value === undefined) throw this.#error(`There is no complete anchor &${token.text} before this`, token);
    return value;
  }

  #properties(start: Token): Properties {
    let anchor: string | undefined;
    let tag: string | undefined;
    for (;;) {
      const { kind } = this.#tokens.peek();
      if (kind === "anchor" && anchor === undefined) {
        anchor = this.#tokens.next().text;
      } else if (kind === "tag" && tag === undefined) tag = this.#tag(this.#tokens.next());
      else return { anchor, tag, start };
    }
  }

  /** The full tag; a lone `!` is kept as such. */
  #tag(token: Token): string | undefined {
    if (token.handle === "") return token.text;
    const prefix = this.#handles.get(token.handle);
    if (prefix === undefined) throw this.#error(`The tag handle ${token.handle} is not declared`, token);
    return prefix + token.text;
  }

  #content(place: Place, properties: Properties): Value {
    const { kind } = this.#tokens.peek();
    switch (kind) {
      case "scalar":
        return this.#scalars.scalar(this.#tokens.next(), properties.tag, properties.start);
      case "flow-sequence-start":
        return this.#list(properties, (list, offsets) => this.#flowSequence(list, offsets));
      case "flow-mapping-start":
        return this.#dict(properties, (dict, places) => this.#flowMapping(dict, places));
      case "block-sequence-start":
        if (place !== "flow") return this.#list(properties, (list, offsets) => this.#blockSequence(list, offsets));
        break;
      case "block-mapping-start":
        if (place !== "flow") return this.#dict(properties, (dict, places) => this.#blockMapping(dict, places));
        break;
      case "block-entry":
        if (place === "block-or-indentless")
          return this.#list(properties, (list, offsets) => this.#entries(list, offsets));
        break;
      default:
    }
    if (properties.anchor === undefined && properties.tag === undefined) throw this.#error("A value is expected here");
    return this.#scalars.scalar(new Token("scalar", properties.start), properties.tag);
  }

  #list(properties: Properties, fill: (list: Value[], offsets: number[]) => void): Value[] {
    this.#checkCollectionTag(properties, "seq");
    const list: Value[] = [];
    const values: number[] = [];
    recordPlace(list, { source: this.#source, offset: properties.start.offset, keys: undefined, values });
    fill(list, values);
    return list;
  }

  #dict(properties: Properties, fill: (dict: Dict, places: KeyPlaces) => void): Dict {
    this.#checkCollectionTag(properties, "map");
    const dict: Dict = new Map();
    const keys: (Value | number)[] = [];
    const values: number[] = [];
    recordPlace(dict, { source: this.#source, offset: properties.start.offset, keys, values });
    fill(dict, { keys, values });
    return dict;
  }

  #checkCollectionTag({ tag, start }: Properties, type: "seq" | "map"): void {
    if (tag === undefined || tag === "!unsafe" || tag === "!" || tag === CORE + type) return;
    if (/^(?:tag:yaml\.org,2002:(?:str|int|float|bool|null|binary|timestamp|seq|map)|!vault)/.test(tag)) {
      throw this.#error(`A ${type === "seq" ? "list" : "dict"} can not have the tag ${tag.replace(CORE, "!!")}`, start);
    }
    throw this.#scalars.unknownTag(tag, start.offset);
  }

  #blockSequence(list: Value[], offsets: number[]): void {
    this.#tokens.next();
    this.#entries(list, offsets);
    if (!this.#at("block-end")) throw this.#error("A list item (- ...) is expected here");
    this.#tokens.next();
  }

  #entries(list: Value[], offsets: number[]): void {
    while (this.#at("block-entry")) {
      this.#tokens.next();
      const { kind, offset } = this.#tokens.peek();
      offsets.push(offset);
      const empty = kind === "block-entry" || kind === "block-end" || kind === "key" || kind === "value";
      list.push(empty ? null : this.#node("block"));
    }
  }

  #blockMapping(dict: Dict, places: KeyPlaces): void {
    this.#tokens.next();
    const merges: Value[] = [];
    while (this.#at("key")) {
      this.#tokens.next();
      const start = this.#tokens.peek();
      const key = this.#isEnd("key", "value", "block-end") ? null : this.#key("block-or-indentless");
      const { value, offset } = this.#blockValue();
      this.#assign(dict, { start, key, value, offset, places, merges });
    }
    if (!this.#at("block-end")) throw this.#error("A mapping key is expected here");
    this.#tokens.next();
    this.#merge(dict, merges);
  }

  #blockValue(): PlacedValue {
    if (!this.#at("value")) return { value: null, offset: this.#tokens.peek().offset };
    this.#tokens.next();
    const { offset } = this.#tokens.peek();
    return { value: this.#isEnd("key", "value", "block-end") ? null : this.#node("block-or-indentless"), offset };
  }

  #isEnd(...kinds: TokenKind[]): boolean {
    return kinds.includes(this.#tokens.peek().kind);
  }

  #flowSequence(list: Value[], offsets: number[]): void {
    const open = this.#tokens.next();
    while (!this.#at("flow-sequence-end")) {
      offsets.push(this.#tokens.peek().offset);
      list.push(this.#at("key") ? this.#pair() : this.#node("flow"));
      this.#separator("flow-sequence-end", "]", open);
    }
    this.#tokens.next();
  }

  /** `[a: b]`: a dict of one item. */
  #pair(): Dict {
    const start = this.#tokens.peek();
    return this.#dict({ anchor: undefined, tag: undefined, start }, (dict, places) => {
      const merges: Value[] = [];
      this.#assign(dict, { ...this.#flowPair("flow-sequence-end"), places, merges });
      this.#merge(dict, merges);
    });
  }

  #flowMapping(dict: Dict, places: KeyPlaces): void {
    const open = this.#tokens.next();
    const merges: Value[] = [];
    while (!this.#at("flow-mapping-end")) {
      const pair = this.#at("key") ? this.#flowPair("flow-mapping-end") : this.#lonelyKey();
      this.#assign(dict, { ...pair, places, merges });
      this.#separator("flow-mapping-end", "}", open);
    }
    this.#tokens.next();
    this.#merge(dict, merges);
  }

  #lonelyKey(): Pair {
    const start = this.#tokens.peek();
    return { start, key: this.#key("flow"), value: null, offset: start.offset };
  }

  #flowPair(end: TokenKind): Pair {
    this.#tokens.next();
    const start = this.#tokens.peek();
    const key = this.#isEnd("value", "flow-entry", end) ? null : this.#key("flow");
    if (!this.#at("value")) return { start, key, value: null, offset: start.offset };
    this.#tokens.next();
    const { offset } = this.#tokens.peek();
    return { start, key, value: this.#isEnd("flow-entry", end) ? null : this.#node("flow"), offset };
  }

  #separator(end: TokenKind, close: string, open: Token): void {
    if (this.#at(end)) return;
    if (!this.#at("flow-entry")) throw this.#unseparated(close, open);
    this.#tokens.next();
  }

  /** On a later line the bracket was most likely never closed; on the same line a comma is missing. */
  #unseparated(close: string, open: Token): Error {
    const found = this.#tokens.peek();
    if (found.line === open.line) return this.#error(`A , or ${close} is expected here`);
    return this.#error(`Not closed: a , or ${close} is missing before line ${found.line + 1}`, open);
  }

  #assign(dict: Dict, pair: Pair & { readonly places: KeyPlaces; readonly merges: Value[] }): void {
    const { start, value } = pair;
    if (isMerge(start)) {
      pair.merges.push(value);
      if (!mergeInto(new Map(), value)) throw this.#error("Only dicts can be merged with <<", start);
      return;
    }
    const key = this.#hashable(pair.key, start);
    if (dictGet(dict, key) !== undefined) this.#duplicate({ key, offset: start.offset });
    dictSet(dict, key, value);
    pair.places.keys.push(key, start.offset);
    pair.places.values.push(pair.offset);
  }

  /** A key as plain data: Ansible never templates the keys of a dict. */
  #hashable(key: Value, start: Token): Value {
    if (key instanceof TemplateText) return key.source;
    const simple = typeof key !== "object" || key === null || key instanceof Float || key instanceof Timestamp;
    if (!simple) throw this.#error("A list or dict can not be a key", start);
    return key;
  }

  /** Merged keys come first, in the order the later merge is overridden by the earlier; own keys keep their values. */
  #merge(dict: Dict, merges: readonly Value[]): void {
    if (merges.length === 0) return;
    const own = [...dict];
    const merged: Dict = new Map();
    for (const value of merges.flat().toReversed()) {
      if (value instanceof Map) for (const [key, item] of value) merged.set(key, item);
    }
    dict.clear();
    for (const [key, value] of merged) dict.set(key, value);
    for (const [key, value] of own) dictSet(dict, key, value);
  }
}

/** The key that merges a dict into the one it stands in. */
function isMerge(token: Token): boolean {
  return token.kind === "scalar" && token.style === "plain" && token.text === "<<";
}
