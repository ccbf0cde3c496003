import type {
  BinaryOperator,
  Call,
  CallArguments,
  Compare,
  CompareOperator,
  Const,
  DictLiteral,
  Expression,
  Filter,
  Sequence,
  Slice,
  Test,
} from "./ast.ts";
import { CONSTANTS, isComparison, numberLiteral } from "./literals.ts";
import { TemplateSyntaxError } from "./syntax-error.ts";
import type { Token } from "./token.ts";
import type { TokenStream } from "./token-stream.ts";

const NO_ARGUMENTS: CallArguments = { positional: [], keywords: [], star: undefined, doubleStar: undefined };

/** Parses expressions by Jinja's precedence: conditional, or, and, not, comparison, +, ~, *, **, unary, postfix, filter. */
export class ExpressionParser {
  protected readonly tokens: TokenStream;

  constructor(tokens: TokenStream) {
    this.tokens = tokens;
  }

  /** One expression; `withConditional` is false where `if` starts something else. @throws TemplateSyntaxError */
  expression(withConditional = true): Expression {
    return withConditional ? this.#conditional() : this.#or();
  }

  /** An expression, or a tuple of them without parentheses. */
  tuple(options: { readonly withConditional?: boolean; readonly endName?: string } = {}): Expression {
    const { offset } = this.tokens.current;
    const items: Expression[] = [];
    let isTuple = false;
    while (!this.#endsTuple(options.endName)) {
      items.push(this.expression(options.withConditional ?? true));
      if (!this.tokens.skipOperator(",")) break;
      isTuple = true;
    }
    const [first] = items;
    if (isTuple) return { type: "tuple", items, offset };
    return first ?? this.tokens.fail("An expression is expected");
  }

  #endsTuple(endName: string | undefined): boolean {
    const { kind } = this.tokens.current;
    if (kind === "variable-end" || kind === "block-end" || kind === "end") return true;
    return this.tokens.isOperator(")") || (endName !== undefined && this.tokens.isName(endName));
  }

  #conditional(): Expression {
    let then = this.#or();
    while (this.tokens.isName("if")) {
      const { offset } = this.tokens.next();
      const condition = this.#or();
      const otherwise = this.tokens.skipName("else") ? this.#conditional() : undefined;
      then = { type: "conditional", condition, whenTrue: then, otherwise, offset };
    }
    return then;
  }

  #or(): Expression {
    return this.#logic("or", () => this.#logic("and", () => this.#not()));
  }

  #logic(type: "or" | "and", operand: () => Expression): Expression {
    let left = operand();
    while (this.tokens.isName(type)) {
      const { offset } = this.tokens.next();
      left = { type, left, right: operand(), offset };
    }
    return left;
  }

  #not(): Expression {
    if (!this.tokens.isName("not")) return this.#compare();
    const { offset } = this.tokens.next();
    return { type: "not", operand: this.#not(), offset };
  }

  #compare(): Expression {
    const first = this.#sum();
    const rest: (readonly [CompareOperator, Expression])[] = [];
    for (let operator = this.#comparison(); operator; operator = this.#comparison()) rest.push([operator, this.#sum()]);
    if (rest.length === 0) return first;
    const compare: Compare = { type: "compare", first, rest, offset: first.offset };
    return compare;
  }

  #comparison(): CompareOperator | undefined {
    const { tokens } = this;
    if (tokens.skipName("in")) return "in";
    if (tokens.isName("not") && tokens.peek().kind === "name" && tokens.peek().text === "in") {
      tokens.next();
      tokens.next();
      return "not in";
    }
    const { kind, text } = tokens.current;
    if (kind !== "operator" || !isComparison(text)) return undefined;
    tokens.next();
    return text;
  }

  #sum(): Expression {
    return this.#binary(["+", "-"], () => this.#concat());
  }

  #concat(): Expression {
    const { offset } = this.tokens.current;
    const parts = [this.#product()];
    while (this.tokens.skipOperator("~")) parts.push(this.#product());
    return parts.length === 1 && parts[0] ? parts[0] : { type: "concat", parts, offset };
  }

  #product(): Expression {
    return this.#binary(["*", "/", "//", "%"], () => this.#power());
  }

  #power(): Expression {
    return this.#binary(["**"], () => this.#unary(true));
  }

  #binary(operators: readonly BinaryOperator[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.find((candidate) => this.tokens.isOperator(candidate));
      if (operator === undefined) return left;
      const { offset } = this.tokens.next();
      left = { type: "binary", operator, left, right: operand(), offset };
    }
  }

  #unary(withFilter: boolean): Expression {
    const { offset, text, kind } = this.tokens.current;
    let node: Expression;
    if (kind === "operator" && (text === "-" || text === "+")) {
      this.tokens.next();
      node = { type: "unary", operator: text, operand: this.#unary(false), offset };
    } else node = this.#primary();
    node = this.#postfix(node);
    return withFilter ? this.#filters(node) : node;
  }

  #primary(): Expression {
    const token = this.tokens.current;
    switch (token.kind) {
      case "name": {
        this.tokens.next();
        const constant = CONSTANTS.get(token.text);
        if (constant !== undefined) return { type: "const", value: constant, offset: token.offset };
        return { type: "name", name: token.text, offset: token.offset };
      }
      case "string":
        return this.#string();
      case "integer":
      case "float":
        this.tokens.next();
        return { type: "const", value: numberLiteral(token), offset: token.offset };
      default:
        return this.#bracketed(token);
    }
  }

  #bracketed(token: Token): Expression {
    if (this.tokens.skipOperator("(")) {
      const empty: Sequence = { type: "tuple", items: [], offset: token.offset };
      const inner = this.tokens.isOperator(")") ? empty : this.tuple();
      this.tokens.expectOperator(")");
      return inner;
    }
    if (this.tokens.isOperator("[")) return this.#list();
    if (this.tokens.isOperator("{")) return this.#dict();
    return this.tokens.fail("An expression is expected");
  }

  #string(): Const {
    const { offset } = this.tokens.current;
    let value = "";
    while (this.tokens.is("string")) value += this.tokens.next().text;
    return { type: "const", value, offset };
  }

  /** Items up to a closing bracket; a comma may follow the last. */
  #items<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.tokens.isOperator(close)) {
      if (items.length > 0) this.tokens.expectOperator(",");
      if (this.tokens.isOperator(close)) break;
      items.push(item());
    }
    this.tokens.next();
    return items;
  }

  #list(): Sequence {
    const { offset } = this.tokens.next();
    return { type: "list", items: this.#items("]", () => this.expression()), offset };
  }

  #dict(): DictLiteral {
    const { offset } = this.tokens.next();
    const pairs = this.#items("}", (): readonly [Expression, Expression] => {
      const key = this.expression();
      this.tokens.expectOperator(":");
      return [key, this.expression()];
    });
    return { type: "dict", pairs, offset };
  }

  #postfix(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.tokens.isOperator(".")) node = this.#dot(node);
      else if (this.tokens.isOperator("[")) node = this.#subscript(node);
      else if (this.tokens.isOperator("(")) node = this.#call(node);
      else return node;
    }
  }

  #dot(target: Expression): Expression {
    this.tokens.next();
    const token = this.tokens.next();
    if (token.kind === "name") return { type: "attribute", target, name: token.text, offset: token.offset };
    if (token.kind !== "integer") return this.tokens.fail("A name or a number is expected after a dot", token);
    const key: Const = { type: "const", value: numberLiteral(token), offset: token.offset };
    return { type: "item", target, key, offset: token.offset };
  }

  #subscript(target: Expression): Expression {
    const { offset } = this.tokens.next();
    const keys: Expression[] = [];
    while (!this.tokens.isOperator("]")) {
      if (keys.length > 0) this.tokens.expectOperator(",");
      keys.push(this.#subscribed());
    }
    this.tokens.next();
    const [only] = keys;
    if (!only) throw new TemplateSyntaxError("A subscript is empty", offset);
    const key: Expression = keys.length === 1 ? only : { type: "tuple", items: keys, offset };
    return { type: "item", target, key, offset };
  }

  #subscribed(): Expression {
    const { offset } = this.tokens.current;
    const start = this.tokens.isOperator(":") ? undefined : this.expression();
    if (start && !this.tokens.isOperator(":")) return start;
    this.tokens.next();
    const stop = this.#bound();
    const step = this.tokens.skipOperator(":") ? this.#bound() : undefined;
    const slice: Slice = { type: "slice", start, stop, step, offset };
    return slice;
  }

  #bound(): Expression | undefined {
    const ends = this.tokens.isOperator(":") || this.tokens.isOperator("]") || this.tokens.isOperator(",");
    return ends ? undefined : this.expression();
  }

  #call(callee: Expression): Call {
    const { offset } = callee;
    return { type: "call", callee, args: this.callArguments(), offset };
  }

  /** What stands between ( and ). */
  protected callArguments(): CallArguments {
    const start = this.tokens.expectOperator("(");
    const positional: Expression[] = [];
    const keywords: (readonly [string, Expression])[] = [];
    let star: Expression | undefined;
    let doubleStar: Expression | undefined;
    this.#items(")", () => {
      if (doubleStar || (star && this.tokens.isOperator("*"))) this.tokens.fail("No argument may follow **", start);
      if (this.tokens.skipOperator("*")) star = this.expression();
      else if (this.tokens.skipOperator("**")) doubleStar = this.expression();
      else if (this.tokens.is("name") && this.tokens.peek().kind === "operator" && this.tokens.peek().text === "=") {
        const name = this.tokens.next().text;
        this.tokens.next();
        keywords.push([name, this.expression()]);
      } else {
        if (keywords.length > 0 || star)
          this.tokens.fail("A positional argument must come before the keyword arguments", start);
        positional.push(this.expression());
      }
    });
    return { positional, keywords, star, doubleStar };
  }

  #filters(start: Expression): Expression {
    let node = start;
    for (;;) {
      if (this.tokens.skipOperator("|")) node = this.filter(node);
      else if (this.tokens.isName("is")) node = this.#test(node);
      else if (this.tokens.isOperator("(")) node = this.#call(node);
      else return node;
    }
  }

  /** The filter after a `|`. */
  protected filter(input: Expression | undefined): Filter {
    const { offset } = this.tokens.current;
    const name = this.#dottedName();
    return {
      type: "filter",
      name,
      input,
      args: this.tokens.isOperator("(") ? this.callArguments() : NO_ARGUMENTS,
      offset,
    };
  }

  #dottedName(): string {
    let name = this.tokens.expectName().text;
    while (this.tokens.skipOperator(".")) name += `.${this.tokens.expectName().text}`;
    return name;
  }

  #test(input: Expression): Expression {
    const { offset } = this.tokens.next();
    const negated = this.tokens.skipName("not");
    const at = this.tokens.current.offset;
    const test: Test = { type: "test", name: this.#dottedName(), input, args: this.#testArguments(), offset: at };
    return negated ? { type: "not", operand: test, offset } : test;
  }

  #testArguments(): CallArguments {
    if (this.tokens.isOperator("(")) return this.callArguments();
    const { kind } = this.tokens.current;
    const starts = kind === "name" || kind === "string" || kind === "integer" || kind === "float";
    const brackets = this.tokens.isOperator("[") || this.tokens.isOperator("{");
    if ((!starts && !brackets) || this.tokens.isName("else", "or", "and")) return NO_ARGUMENTS;
    if (this.tokens.isName("is")) this.tokens.fail("Tests can not be chained with is");
    return { ...NO_ARGUMENTS, positional: [this.#postfix(this.#primary())] };
  }
}
