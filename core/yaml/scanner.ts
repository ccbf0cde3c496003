import { isBlankOrEnd, Reader } from "./reader.ts";
import { scanBlock } from "./scan-block.ts";
import { scanAnchor, scanDirective, scanTag } from "./scan-markup.ts";
import { scanPlain } from "./scan-plain.ts";
import { scanQuoted } from "./scan-quoted.ts";
import type { Mark, Source } from "./source.ts";
import { Token, type TokenKind } from "./tokens.ts";

/** A token that becomes a key if a `:` follows on its line. A class, because one is made for nearly every token. */
class PossibleKey implements Mark {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  /** Its place among all tokens: where the key token goes. */
  readonly index: number;
  /** Nothing but a key can stand there. */
  readonly required: boolean;

  constructor(reader: Reader, index: number, required: boolean) {
    this.offset = reader.pos;
    this.line = reader.line;
    this.column = reader.pos - reader.lineStart;
    this.index = index;
    this.required = required;
  }
}

const LONGEST_KEY = 1024;

/** Turns YAML text to tokens by the YAML 1.1 rules as libyaml (Ansible's parser) applies them. */
export class Scanner {
  readonly reader: Reader;
  #queue: Token[] = [];
  #head = 0;
  #taken = 0;
  #ended = false;
  #indent = -1;
  readonly #indents: number[] = [];
  #flow = 0;
  #keyAllowed = true;
  /** One entry per flow level. */
  readonly #keys: (PossibleKey | undefined)[] = [undefined];

  constructor(source: Source) {
    this.reader = new Reader(source);
  }

  /** The next token, left in place. @throws HintedError YAML_SYNTAX */
  peek(): Token {
    while (!this.#ended && this.#needsMore()) this.#fetch();
    const token = this.#queue[this.#head];
    if (!token) throw new TypeError("Read past the end of the YAML stream");
    return token;
  }

  /** The next token, taken. */
  next(): Token {
    const token = this.peek();
    this.#head++;
    this.#taken++;
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    }
    return token;
  }

  #needsMore(): boolean {
    if (this.#head >= this.#queue.length) return true;
    this.#dropStaleKeys();
    for (let level = 0; level < this.#keys.length; level++) if (this.#keys[level]?.index === this.#taken) return true;
    return false;
  }

  #push(kind: TokenKind, mark: Mark = this.reader.mark()): void {
    this.#queue.push(new Token(kind, mark));
  }

  #insert(kind: TokenKind, key: PossibleKey): void {
    this.#queue.splice(this.#head + key.index - this.#taken, 0, new Token(kind, key));
  }

  #dropStaleKeys(): void {
    const { line, pos } = this.reader;
    for (let level = 0; level < this.#keys.length; level++) {
      const key = this.#keys[level];
      if (!key || (key.line === line && pos - key.offset <= LONGEST_KEY)) continue;
      this.#dropKey(level);
    }
  }

  #dropKey(level: number): void {
    const key = this.#keys[level];
    if (key?.required) throw this.reader.error("This line is no key: value pair, where one must stand", key.offset);
    this.#keys[level] = undefined;
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const required = this.#flow === 0 && this.#indent === this.reader.column;
    this.#dropKey(this.#flow);
    const index = this.#taken + this.#queue.length - this.#head;
    this.#keys[this.#flow] = new PossibleKey(this.reader, index, required);
  }

  /** Opens a block collection when the column is deeper than the current one. */
  #roll(kind: TokenKind, at: Mark, key?: PossibleKey): void {
    if (this.#flow > 0 || this.#indent >= at.column) return;
    this.#indents.push(this.#indent);
    this.#indent = at.column;
    if (key) this.#insert(kind, key);
    else this.#push(kind, at);
  }

  #unwind(column: number): void {
    if (this.#flow > 0) return;
    while (this.#indent > column) {
      this.#push("block-end");
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #skipToToken(): void {
    const { reader } = this;
    for (;;) {
      let char = reader.peek();
      while (char === SPACE || (char === TAB && (this.#flow > 0 || !this.#keyAllowed))) {
        reader.pos++;
        char = reader.peek();
      }
      if (char === HASH) reader.toLineEnd();
      if (reader.peek() !== LINE_FEED) return;
      reader.newline();
      if (this.#flow === 0) this.#keyAllowed = true;
    }
  }

  #fetch(): void {
    this.#skipToToken();
    this.#dropStaleKeys();
    const { reader } = this;
    this.#unwind(reader.column);
    if (reader.pos >= reader.text.length) return this.#fetchEnd();
    if (reader.column === 0) {
      if (reader.peek() === PERCENT) return this.#fetchDirective();
      if (reader.atDocumentIndicator()) return this.#fetchDocumentIndicator();
    }
    return this.#fetchByCharacter(reader.text[reader.pos] ?? "");
  }

  #fetchByCharacter(char: string): void {
    const spaced = isBlankOrEnd(this.reader.peek(1));
    const inFlow = this.#flow > 0;
    switch (char) {
      case "[":
        return this.#openFlow("flow-sequence-start");
      case "{":
        return this.#openFlow("flow-mapping-start");
      case "]":
        return this.#closeFlow("flow-sequence-end");
      case "}":
        return this.#closeFlow("flow-mapping-end");
      case ",":
        return this.#flowEntry();
      case "-":
        return spaced ? this.#blockEntry() : this.#plain();
      case "?":
        return spaced || inFlow ? this.#explicitKey() : this.#plain();
      case ":":
        return spaced || inFlow ? this.#value() : this.#plain();
      case "&":
      case "*":
        return this.#inline(() => scanAnchor(this.reader, char === "&" ? "anchor" : "alias"));
      case "!":
        return this.#inline(() => scanTag(this.reader));
      case "'":
      case '"':
        return this.#inline(() => scanQuoted(this.reader));
      case "|":
      case ">":
        return inFlow ? this.#refuse(char) : this.#block();
      case "%":
      case "@":
      case "`":
      case "\t":
        return this.#refuse(char);
      default:
        return this.#plain();
    }
  }

  #refuse(char: string): never {
    throw this.reader.error(char === "\t" ? "A tab can not start a value" : `A value can not start with ${char}`);
  }

  #fetchEnd(): void {
    this.#unwind(-1);
    this.#dropKey(0);
    this.#keyAllowed = false;
    this.#push("stream-end");
    this.#ended = true;
  }

  #fetchDirective(): void {
    this.#unwind(-1);
    this.#dropKey(0);
    this.#keyAllowed = false;
    this.#queue.push(scanDirective(this.reader));
  }

  #fetchDocumentIndicator(): void {
    this.#unwind(-1);
    this.#dropKey(this.#flow);
    this.#keyAllowed = false;
    this.#push(this.reader.peek() === DASH ? "document-start" : "document-end");
    this.reader.pos += 3;
  }

  #openFlow(kind: TokenKind): void {
    this.#saveKey();
    this.#push(kind);
    this.reader.pos++;
    this.#flow++;
    this.#keys[this.#flow] = undefined;
    this.#keyAllowed = true;
  }

  #closeFlow(kind: TokenKind): void {
    this.#dropKey(this.#flow);
    if (this.#flow > 0) this.#keys.length = this.#flow--;
    this.#keyAllowed = false;
    this.#push(kind);
    this.reader.pos++;
  }

  #flowEntry(): void {
    this.#dropKey(this.#flow);
    this.#keyAllowed = true;
    this.#push("flow-entry");
    this.reader.pos++;
  }

  #blockEntry(): void {
    if (this.#flow === 0) {
      if (!this.#keyAllowed) throw this.reader.error("A list item can not start here");
      this.#roll("block-sequence-start", this.reader.mark());
    }
    this.#dropKey(this.#flow);
    this.#keyAllowed = true;
    this.#push("block-entry");
    this.reader.pos++;
  }

  #explicitKey(): void {
    if (this.#flow === 0) {
      if (!this.#keyAllowed) throw this.reader.error("A mapping key can not start here");
      this.#roll("block-mapping-start", this.reader.mark());
    }
    this.#dropKey(this.#flow);
    this.#keyAllowed = this.#flow === 0;
    this.#push("key");
    this.reader.pos++;
  }

  #value(): void {
    const key = this.#keys[this.#flow];
    if (key) {
      this.#insert("key", key);
      this.#roll("block-mapping-start", key, key);
      this.#keys[this.#flow] = undefined;
      this.#keyAllowed = false;
    } else {
      if (this.#flow === 0) {
        if (!this.#keyAllowed) throw this.reader.error("A mapping value can not stand here");
        this.#roll("block-mapping-start", this.reader.mark());
      }
      this.#keyAllowed = this.#flow === 0;
    }
    this.#push("value");
    this.reader.pos++;
  }

  /** Anchors, aliases, tags and quoted scalars: each may start a key, none may be followed by one. */
  #inline(scan: () => Token): void {
    this.#saveKey();
    this.#keyAllowed = false;
    this.#queue.push(scan());
  }

  #block(): void {
    this.#dropKey(this.#flow);
    this.#keyAllowed = true;
    this.#queue.push(scanBlock(this.reader, this.#indent));
  }

  #plain(): void {
    this.#saveKey();
    const [token, brokeLine] = scanPlain(this.reader, { flow: this.#flow, indent: this.#indent + 1 });
    this.#keyAllowed = brokeLine;
    this.#queue.push(token);
  }
}

const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const HASH = 0x23;
const PERCENT = 0x25;
const DASH = 0x2d;
