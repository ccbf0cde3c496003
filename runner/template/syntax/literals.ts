import { Float } from "../../../core/values.ts";
import type { CompareOperator } from "./ast.ts";
import { TemplateSyntaxError } from "./syntax-error.ts";
import type { Token } from "./token.ts";

/** Names that are values. */
export const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map<string, null | boolean>([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
]);

const COMPARISONS: readonly string[] = ["==", "!=", "<", "<=", ">", ">="];

/** Whether an operator compares. */
export function isComparison(text: string): text is CompareOperator {
  return COMPARISONS.includes(text);
}

/** The number an integer or float token stands for. @throws TemplateSyntaxError when it is too large for a float */
export function numberLiteral(token: Token): number | bigint | Float {
  const digits = token.text.replaceAll("_", "");
  if (token.kind === "float") {
    const value = Number(digits);
    if (!Number.isFinite(value)) throw new TemplateSyntaxError("A number is too large", token.offset);
    return Number.isInteger(value) ? new Float(value) : value;
  }
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}
