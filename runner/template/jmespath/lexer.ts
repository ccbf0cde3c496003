import { parseJson } from "../../../core/json.ts";
import { PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";

/** A token of a JMESPath query: `kind` is the operator itself, or what kind of value `value` is. */
export interface QueryToken {
  readonly kind: string;
  readonly value: Item;
}

const PATTERN =
  /\s+|([A-Za-z_]\w*)|("(?:[^"\\]|\\.)*")|('(?:[^'\\]|\\.)*')|(`(?:[^`\\]|\\.)*`)|(-?\d+)|(\[\?|\[\]|\|\||&&|==|!=|<=|>=|[.*[\]{}(),:|!<>&@])/sy;

/** Cuts a query to tokens. @throws PythonFailure ValueError */
export function tokenizeQuery(query: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < query.length) {
    const at = PATTERN.lastIndex;
    const match = PATTERN.exec(query);
    if (!match) throw new PythonFailure("ValueError", `JMESPath query is wrong at character ${at}: ${query}`);
    const token = tokenOf(match);
    if (token) tokens.push(token);
  }
  tokens.push({ kind: "end", value: null });
  return tokens;
}

function tokenOf([, name, quoted, raw, literal, number, operator]: readonly (string | undefined)[]):
  | QueryToken
  | undefined {
  if (name !== undefined) return { kind: "name", value: name };
  if (quoted !== undefined) return { kind: "quoted", value: json(quoted) };
  if (raw !== undefined) return { kind: "literal", value: raw.slice(1, -1).replaceAll(String.raw`\'`, "'") };
  if (literal !== undefined)
    return { kind: "literal", value: literalValue(literal.slice(1, -1).replaceAll("\\`", "`").trimStart()) };
  if (number !== undefined) return { kind: "number", value: Number(number) };
  return operator === undefined ? undefined : { kind: operator, value: operator };
}

/** JSON, or text without quotes as old queries have it. */
function literalValue(text: string): Item {
  try {
    return parseJson(text, { trust: false });
  } catch {
    return json(`"${text}"`);
  }
}

function json(text: string): Item {
  try {
    return parseJson(text, { trust: false });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PythonFailure("ValueError", `Bad literal in JMESPath query: ${reason}`);
  }
}
