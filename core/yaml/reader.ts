import type { HintedError } from "../errors.ts";
import type { Mark, Source } from "./source.ts";

/** A position moving through YAML text, with the line it is on. Characters are UTF-16 codes; NaN is the end. */
export class Reader {
  readonly source: Source;
  readonly text: string;
  pos = 0;
  line = 0;
  lineStart = 0;

  constructor(source: Source) {
    this.source = source;
    this.text = source.text;
  }

  get column(): number {
    return this.pos - this.lineStart;
  }

  mark(): Mark {
    return { offset: this.pos, line: this.line, column: this.pos - this.lineStart };
  }

  /** The character `ahead` of the position. */
  peek(ahead = 0): number {
    return this.text.charCodeAt(this.pos + ahead);
  }

  /** Steps over a line end. */
  newline(): void {
    this.pos++;
    this.line++;
    this.lineStart = this.pos;
  }

  /** Moves to the end of the line. */
  toLineEnd(): void {
    const end = this.text.indexOf("\n", this.pos);
    this.pos = end === -1 ? this.text.length : end;
  }

  /** Whether `---` or `...` stands here, at the start of a line. */
  atDocumentIndicator(): boolean {
    if (this.pos !== this.lineStart) return false;
    const first = this.peek();
    if (first !== DASH && first !== DOT) return false;
    return this.peek(1) === first && this.peek(2) === first && isBlankOrEnd(this.peek(3));
  }

  error(problem: string, offset = this.pos): HintedError {
    return this.source.error(problem, offset);
  }
}

const DASH = 0x2d;
const DOT = 0x2e;
const SPACE = 0x20;
const TAB = 0x09;
const LINE_FEED = 0x0a;

/** Whether the character is a space or a tab. */
export function isBlank(char: number): boolean {
  return char === SPACE || char === TAB;
}

/** Whether the character is a line end or the end of the text. */
export function isBreakOrEnd(char: number): boolean {
  return char === LINE_FEED || Number.isNaN(char);
}

/** Whether the character is a blank, a line end or the end of the text. */
export function isBlankOrEnd(char: number): boolean {
  return char === SPACE || char === LINE_FEED || char === TAB || Number.isNaN(char);
}
