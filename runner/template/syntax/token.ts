/** The kinds of template tokens. `begin` and `end` kinds enclose an expression or a statement. */
export type TokenKind =
  | "data"
  | "block-begin"
  | "block-end"
  | "variable-begin"
  | "variable-end"
  | "name"
  | "integer"
  | "float"
  | "string"
  | "operator"
  | "end";

/** One token; `text` is the data, the name, the operator, the decoded string or the digits. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly offset: number;
}
