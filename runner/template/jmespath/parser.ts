import { compare, equals } from "../python/compare.ts";
import { PythonFailure } from "../python/failure.ts";
import { isItemDict, type Item, type ItemDict } from "../python/item.ts";
import { isNumeric } from "../python/number.ts";
import { sliceOf } from "../python/subscript.ts";
import { text } from "../python/text.ts";
import { truth } from "../python/truth.ts";
import { callFunction, Reference } from "./functions.ts";
import { type QueryToken, tokenizeQuery } from "./lexer.ts";

/** A compiled query. */
export type Query = (data: Item) => Item;

/** How strongly an operator binds; the numbers only matter against each other. */
const POWERS: Readonly<Record<string, number>> = {
  "|": 1,
  "||": 2,
  "&&": 3,
  "==": 5,
  "!=": 5,
  "<": 5,
  "<=": 5,
  ">": 5,
  ">=": 5,
  "[]": 9,
  "*": 20,
  "[?": 21,
  ".": 40,
  "!": 45,
  "[": 55,
};
/** Below this a projection ends. */
const PROJECTION_STOP = 10;

const queries = new Map<string, Query>();

/** Compiles a JMESPath query; the same text is compiled once. @throws PythonFailure ValueError */
export function compileQuery(query: string): Query {
  const known = queries.get(query) ?? new QueryParser(query).parse();
  queries.set(query, known);
  return known;
}

const identity: Query = (data) => data;
const field =
  (name: string): Query =>
  (data) =>
    isItemDict(data) ? (data.get(name) ?? null) : null;

/** Applies the rest of a query to every item, dropping what gives null. */
function project(items: Query, rest: Query): Query {
  return (data) => {
    const list = items(data);
    if (!Array.isArray(list)) return null;
    return list.map(rest).filter((item) => item !== null);
  };
}

function values(data: Item): Item {
  return isItemDict(data) ? [...data.values()] : null;
}

function flatten(data: Item): Item {
  return Array.isArray(data) ? data.flatMap((item) => (Array.isArray(item) ? [...item] : [item])) : null;
}

class QueryParser {
  readonly #query: string;
  readonly #tokens: readonly QueryToken[];
  #at = 0;

  constructor(query: string) {
    this.#query = query;
    this.#tokens = tokenizeQuery(query);
  }

  parse(): Query {
    const query = this.#expression(0);
    if (this.#kind() !== "end") this.#fail();
    return query;
  }

  #fail(): never {
    throw new PythonFailure("ValueError", `JMESPath query is wrong near ${this.#kind()}: ${this.#query}`);
  }

  #kind(ahead = 0): string {
    return this.#tokens[this.#at + ahead]?.kind ?? "end";
  }

  #next(): QueryToken {
    const token = this.#tokens[this.#at] ?? this.#fail();
    this.#at++;
    return token;
  }

  #expect(kind: string): QueryToken {
    return this.#kind() === kind ? this.#next() : this.#fail();
  }

  #expression(power: number): Query {
    let left = this.#start();
    while (power < (POWERS[this.#kind()] ?? 0)) left = this.#continue(left);
    return left;
  }

  #start(): Query {
    const { kind, value } = this.#next();
    switch (kind) {
      case "name":
        return this.#kind() === "(" ? this.#call(text(value)) : field(text(value));
      case "quoted":
        return field(text(value));
      case "literal":
        return () => value;
      case "@":
        return identity;
      case "*":
        return project(values, this.#rest("*"));
      case "[":
        return this.#bracket(identity, true);
      case "[]":
        return project(flatten, this.#rest("[]"));
      case "[?":
        return this.#filter(identity);
      case "{":
        return this.#hash();
      case "&": {
        const query = this.#expression(0);
        return () => new Reference(query);
      }
      case "!": {
        const query = this.#expression(POWERS["!"] ?? 0);
        return (data) => !truth(query(data));
      }
      case "(": {
        const query = this.#expression(0);
        this.#expect(")");
        return query;
      }
      default:
        this.#at--;
        return this.#fail();
    }
  }

  #continue(left: Query): Query {
    const { kind } = this.#next();
    switch (kind) {
      case ".":
        return this.#dot(left);
      case "|": {
        const right = this.#expression(1);
        return (data) => right(left(data));
      }
      case "||":
      case "&&": {
        const right = this.#expression(POWERS[kind] ?? 0);
        return (data) => {
          const first = left(data);
          return truth(first) === (kind === "&&") ? right(data) : first;
        };
      }
      case "[":
        return this.#bracket(left, false);
      case "[]":
        return project((data) => flatten(left(data)), this.#rest("[]"));
      case "[?":
        return this.#filter(left);
      default:
        return this.#comparison(kind, left);
    }
  }

  #comparison(operator: string, left: Query): Query {
    const right = this.#expression(POWERS[operator] ?? 0);
    return (data) => compareItems(operator, left(data), right(data));
  }

  #dot(left: Query): Query {
    if (this.#kind() === "*") {
      this.#next();
      return project((data) => values(left(data)), this.#rest("*"));
    }
    const right = this.#afterDot(POWERS["."] ?? 0);
    return (data) => {
      const target = left(data);
      return target === null ? null : right(target);
    };
  }

  #afterDot(power: number): Query {
    if (this.#kind() === "[") {
      this.#next();
      return this.#list();
    }
    if (this.#kind() === "{") {
      this.#next();
      return this.#hash();
    }
    return this.#kind() === "name" || this.#kind() === "quoted" || this.#kind() === "*"
      ? this.#expression(power)
      : this.#fail();
  }

  /** What follows a projection and is applied to each of its items. */
  #rest(operator: string): Query {
    const power = POWERS[operator] ?? 0;
    const kind = this.#kind();
    if ((POWERS[kind] ?? 0) < PROJECTION_STOP) return identity;
    if (kind === "[" || kind === "[?") {
      return this.#projected(power);
    }
    this.#expect(".");
    return this.#afterDot(power);
  }

  #projected(power: number): Query {
    let query: Query = identity;
    while (power < (POWERS[this.#kind()] ?? 0)) query = this.#continue(query);
    return query;
  }

  #bracket(left: Query, atStart: boolean): Query {
    const kind = this.#kind();
    if (kind === "*" && this.#kind(1) === "]") {
      this.#next();
      this.#next();
      return project(left, this.#rest("*"));
    }
    if (kind === "number" && this.#kind(1) === "]") return this.#index(left);
    if (kind === "number" || kind === ":") return this.#slice(left);
    return atStart ? this.#list() : this.#fail();
  }

  #index(left: Query): Query {
    const index = Number(this.#next().value);
    this.#expect("]");
    return (data) => {
      const list = left(data);
      return Array.isArray(list) ? (list.at(index) ?? null) : null;
    };
  }

  #slice(left: Query): Query {
    const bounds: (number | null)[] = [null, null, null];
    let part = 0;
    while (this.#kind() !== "]") {
      if (this.#kind() === ":") {
        part++;
        this.#next();
        if (part > 2) this.#fail();
      } else bounds[part] = Number(this.#expect("number").value);
    }
    this.#next();
    const [start = null, stop = null, step = null] = bounds;
    const cut: Query = (data) => {
      const list = left(data);
      return Array.isArray(list) ? (sliceOf(list, { start, stop, step }) ?? null) : null;
    };
    return project(cut, this.#rest("*"));
  }

  #filter(left: Query): Query {
    const condition = this.#expression(0);
    this.#expect("]");
    const rest = this.#kind() === "[]" ? identity : this.#rest("[?");
    const kept: Query = (data) => {
      const list = left(data);
      return Array.isArray(list) ? list.filter((item) => truth(condition(item))) : null;
    };
    return project(kept, rest);
  }

  #separated<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    while (this.#kind() !== close) {
      if (items.length > 0) this.#expect(",");
      items.push(item());
    }
    this.#next();
    return items;
  }

  #list(): Query {
    const items = this.#separated("]", () => this.#expression(0));
    return (data) => (data === null ? null : items.map((item) => item(data)));
  }

  #hash(): Query {
    const pairs = this.#separated("}", () => {
      const { kind, value } = this.#next();
      if (kind !== "name" && kind !== "quoted") this.#fail();
      this.#expect(":");
      return [text(value), this.#expression(0)] as const;
    });
    return (data) => {
      if (data === null) return null;
      const dict: ItemDict = new Map();
      for (const [key, query] of pairs) dict.set(key, query(data));
      return dict;
    };
  }

  #call(name: string): Query {
    this.#next();
    const args = this.#separated(")", () => this.#expression(0));
    return (data) =>
      callFunction(
        name,
        args.map((query) => query(data)),
      );
  }
}

function compareItems(operator: string, left: Item, right: Item): Item {
  if (operator === "==" || operator === "!=") {
    const same = (typeof left === "boolean") === (typeof right === "boolean") && equals(left, right);
    return same === (operator === "==");
  }
  const ordered = (item: Item): boolean => typeof item === "string" || (isNumeric(item) && typeof item !== "boolean");
  if (!ordered(left) || !ordered(right)) return null;
  const order = compare(left, right);
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}
