import type { Body, Branch, Expression, Parameter, Statement, Target } from "./ast.ts";
import { type LexOptions, tokenize, tokenizeExpression } from "./lexer.ts";
import { ExpressionParser } from "./parse-expression.ts";
import { TemplateSyntaxError } from "./syntax-error.ts";
import { TokenStream } from "./token-stream.ts";

/** Parses a template. @throws TemplateSyntaxError */
export function parseTemplate(source: string, options: LexOptions): Body {
  return new TemplateParser(new TokenStream(tokenize(source, options))).template();
}

/** Parses an expression without delimiters. @throws TemplateSyntaxError */
export function parseExpression(source: string, options: LexOptions): Expression {
  const tokens = new TokenStream(tokenizeExpression(source, options));
  const expression = new ExpressionParser(tokens).expression();
  if (!tokens.is("end")) tokens.fail("An operator or the end is expected");
  return expression;
}

class TemplateParser extends ExpressionParser {
  readonly #open: string[] = [];

  template(): Body {
    const body = this.#body([]);
    if (!this.tokens.is("end")) this.tokens.fail("A statement is expected");
    return body;
  }

  /** Statements up to a block tag that starts with one of the names, which is left in place after its `{%`. */
  #body(ends: readonly string[]): Statement[] {
    const body: Statement[] = [];
    const opened = this.tokens.current.offset;
    for (;;) {
      const { kind, text, offset } = this.tokens.current;
      if (kind === "end") {
        if (ends.length > 0)
          throw new TemplateSyntaxError(
            `The end of the template comes before ${ends.join(" or ")}`,
            opened,
            `Close the ${this.#open.at(-1) ?? ""} block.`,
          );
        return body;
      }
      this.tokens.next();
      if (kind === "data") body.push({ type: "data", text, offset });
      else if (kind === "variable-begin") {
        body.push({ type: "output", expression: this.tuple(), offset });
        this.tokens.expect("variable-end", "The end of the expression");
      } else {
        if (this.tokens.isName(...ends)) return body;
        body.push(this.#statement());
        this.tokens.expect("block-end", "The end of the block tag");
      }
    }
  }

  /** The body of a block and the name that ended it, with the tag taken when it is the closing one. */
  #block(opener: string, ends: readonly string[]): { readonly body: Body; readonly end: string } {
    this.tokens.expect("block-end", "The end of the block tag");
    this.#open.push(opener);
    const body = this.#body(ends);
    this.#open.pop();
    return { body, end: this.tokens.next().text };
  }

  #closed(opener: string): Body {
    return this.#block(opener, [`end${opener}`]).body;
  }

  #statement(): Statement {
    const token = this.tokens.expect("name", "A statement");
    const { offset } = token;
    switch (token.text) {
      case "for":
        return this.#for(offset);
      case "if":
        return this.#if(offset);
      case "set":
        return this.#set(offset);
      case "with":
        return this.#with(offset);
      case "macro":
        return {
          type: "macro",
          name: this.tokens.expectName().text,
          parameters: this.#parameters(),
          body: this.#closed("macro"),
          offset,
        };
      case "call":
        return this.#callBlock(offset);
      case "filter":
        return { type: "filter-block", filter: this.#filterChain(), body: this.#closed("filter"), offset };
      case "block":
        return this.#templateBlock(offset);
      case "print":
        return this.#print(offset);
      case "extends":
        return { type: "extends", template: this.expression(), offset };
      case "include":
        return this.#include(offset);
      case "import":
        return this.#import(offset);
      case "from":
        return this.#fromImport(offset);
      default:
        return this.#unknown(token.text, offset);
    }
  }

  #print(offset: number): Statement {
    const outputs: Statement[] = [];
    do outputs.push({ type: "output", expression: this.expression(), offset });
    while (this.tokens.skipOperator(","));
    return { type: "group", body: outputs, offset };
  }

  #unknown(name: string, offset: number): never {
    const open = this.#open.at(-1);
    if (name.startsWith("end") || name === "else" || name === "elif") {
      const inside = open === undefined ? "no block is open" : `the innermost open block is ${open}`;
      throw new TemplateSyntaxError(`Unexpected ${name}: ${inside}`, offset, "Open and close blocks in pairs.");
    }
    const extension = name === "do" || name === "break" || name === "continue";
    const hint = extension
      ? "It needs a Jinja extension that Ansible does not load by default; use set or a filter."
      : "Use a Jinja statement such as if, for or set.";
    throw new TemplateSyntaxError(`Unknown statement ${name}`, offset, hint);
  }

  #target(options: { readonly tuple: boolean; readonly namespace: boolean }): Target {
    const { offset } = this.tokens.current;
    const items = [this.#targetItem(options.namespace)];
    let isTuple = false;
    while (options.tuple && this.tokens.skipOperator(",")) {
      isTuple = true;
      if (this.tokens.isName("in") || this.tokens.isOperator("=") || this.tokens.is("block-end")) break;
      items.push(this.#targetItem(options.namespace));
    }
    const [first] = items;
    return isTuple || !first ? { type: "tuple", items, offset } : first;
  }

  #targetItem(namespace: boolean): Target {
    const { offset } = this.tokens.current;
    if (this.tokens.skipOperator("(")) {
      const inner = this.#target({ tuple: true, namespace });
      this.tokens.expectOperator(")");
      return inner.type === "tuple" ? inner : { type: "tuple", items: [inner], offset };
    }
    const { text } = this.tokens.expectName();
    if (/^(?:true|false|none|True|False|None|not|in|is|and|or|if|else)$/.test(text)) {
      throw new TemplateSyntaxError(`${text} can not be assigned to`, offset);
    }
    if (!namespace || !this.tokens.skipOperator(".")) return { type: "name", name: text, offset };
    return { type: "namespace", name: text, attribute: this.tokens.expectName().text, offset };
  }

  #for(offset: number): Statement {
    const target = this.#target({ tuple: true, namespace: false });
    this.tokens.expectName("in");
    const iterable = this.tuple({ withConditional: false, endName: "recursive" });
    const filter = this.tokens.skipName("if") ? this.expression() : undefined;
    const recursive = this.tokens.skipName("recursive");
    const { body, end } = this.#block("for", ["endfor", "else"]);
    const otherwise = end === "else" ? this.#closed("for") : [];
    return { type: "for", target, iterable, filter, recursive, body, otherwise, offset };
  }

  #if(offset: number): Statement {
    const branches: Branch[] = [];
    for (;;) {
      const condition = this.tuple({ withConditional: false });
      const { body, end } = this.#block("if", ["elif", "else", "endif"]);
      branches.push({ condition, body });
      if (end === "elif") continue;
      return { type: "if", branches, otherwise: end === "else" ? this.#closed("if") : [], offset };
    }
  }

  #set(offset: number): Statement {
    const target = this.#target({ tuple: true, namespace: true });
    if (this.tokens.skipOperator("=")) return { type: "set", target, value: this.tuple(), offset };
    const filter = this.tokens.skipOperator("|") ? this.#filterChain() : undefined;
    return { type: "set-block", target, filter, body: this.#closed("set"), offset };
  }

  #filterChain() {
    let chain = this.filter(undefined);
    while (this.tokens.skipOperator("|")) chain = this.filter(chain);
    return chain;
  }

  #with(offset: number): Statement {
    const bindings: (readonly [Target, Expression])[] = [];
    while (!this.tokens.is("block-end")) {
      if (bindings.length > 0) this.tokens.expectOperator(",");
      const target = this.#target({ tuple: true, namespace: false });
      this.tokens.expectOperator("=");
      bindings.push([target, this.expression()]);
    }
    return { type: "with", bindings, body: this.#closed("with"), offset };
  }

  #parameters(): Parameter[] {
    this.tokens.expectOperator("(");
    const parameters: Parameter[] = [];
    while (!this.tokens.isOperator(")")) {
      if (parameters.length > 0) this.tokens.expectOperator(",");
      const name = this.tokens.expectName().text;
      const fallback = this.tokens.skipOperator("=") ? this.expression() : undefined;
      if (!fallback && parameters.at(-1)?.fallback) this.tokens.fail("A parameter with a default is expected");
      parameters.push({ name, fallback });
    }
    this.tokens.next();
    return parameters;
  }

  #callBlock(offset: number): Statement {
    const parameters = this.tokens.isOperator("(") ? this.#parameters() : [];
    const call = this.expression();
    if (call.type !== "call") throw new TemplateSyntaxError("A call block needs a call", offset);
    return { type: "call-block", call, parameters, body: this.#closed("call"), offset };
  }

  #templateBlock(offset: number): Statement {
    const name = this.tokens.expectName().text;
    const scoped = this.tokens.skipName("scoped");
    const required = this.tokens.skipName("required");
    const body = this.#closed("block");
    this.tokens.skipName(name);
    return { type: "block", name, scoped, required, body, offset };
  }

  #context(usual: boolean): boolean {
    if (!this.tokens.isName("with", "without") || this.tokens.peek().text !== "context") return usual;
    const withContext = this.tokens.next().text === "with";
    this.tokens.next();
    return withContext;
  }

  #include(offset: number): Statement {
    const template = this.expression();
    const ignoreMissing = this.tokens.skipName("ignore");
    if (ignoreMissing) this.tokens.expectName("missing");
    return { type: "include", template, ignoreMissing, withContext: this.#context(true), offset };
  }

  #import(offset: number): Statement {
    const template = this.expression();
    this.tokens.expectName("as");
    const name = this.tokens.expectName().text;
    return { type: "import", template, name, withContext: this.#context(false), offset };
  }

  #fromImport(offset: number): Statement {
    const template = this.expression();
    this.tokens.expectName("import");
    const names: (readonly [string, string])[] = [];
    let withContext = this.#context(false);
    while (this.tokens.is("name")) {
      const { text: name, offset: at } = this.tokens.next();
      if (name.startsWith("_"))
        throw new TemplateSyntaxError("Names that start with an underscore can not be imported", at);
      names.push([name, this.tokens.skipName("as") ? this.tokens.expectName().text : name]);
      withContext = this.#context(withContext);
      if (!this.tokens.skipOperator(",")) break;
      withContext = this.#context(withContext);
    }
    if (names.length === 0) this.tokens.fail("A name to import is expected");
    return { type: "from-import", template, names, withContext, offset };
  }
}
