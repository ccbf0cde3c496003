import type { Mark } from "./source.ts";

/** The kinds of YAML tokens; block start and end are derived from indentation. */
export type TokenKind =
  | "stream-end"
  | "directive"
  | "document-start"
  | "document-end"
  | "block-sequence-start"
  | "block-mapping-start"
  | "block-end"
  | "flow-sequence-start"
  | "flow-sequence-end"
  | "flow-mapping-start"
  | "flow-mapping-end"
  | "block-entry"
  | "flow-entry"
  | "key"
  | "value"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar";

/** How a scalar was written. */
export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

/** One token. `text` is the value of a scalar, the name of an anchor or alias, or a directive's name. */
export class Token implements Mark {
  readonly kind: TokenKind;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  text = "";
  /** Scalars only. */
  style: ScalarStyle = "plain";
  /** Scalars: where the content starts (after a quote, or the first line of a block); else as the token. */
  content: Mark = this;
  /** Tags: the handle (`!`, `!!`, `!x!`, or empty when verbatim); directives: the arguments, blank-separated. */
  handle = "";

  constructor(kind: TokenKind, mark: Mark) {
    this.kind = kind;
    this.offset = mark.offset;
    this.line = mark.line;
    this.column = mark.column;
  }
}
