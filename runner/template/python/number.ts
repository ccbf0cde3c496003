import { Float, float } from "../../../core/values.ts";
import { PythonFailure } from "./failure.ts";
import type { Item } from "./item.ts";

/** A Python number: `isFloat` tells the float `1.0` from the int `1`. */
type Exact = number | bigint;

/** Whether the item takes part in arithmetic as a number (bools do). */
export function isNumeric(item: Item): item is number | bigint | boolean | Float {
  return typeof item === "number" || typeof item === "bigint" || typeof item === "boolean" || item instanceof Float;
}

/** Whether the item is a Python int (bools are). */
export function isInt(item: Item): item is number | bigint | boolean {
  return (typeof item === "number" && Number.isInteger(item)) || typeof item === "bigint" || typeof item === "boolean";
}

/** Whether the item is a Python float. */
export function isFloat(item: Item): item is number | Float {
  return item instanceof Float || (typeof item === "number" && !Number.isInteger(item));
}

/** The nearest JavaScript number. */
export function toNumber(item: number | bigint | boolean | Float): number {
  return item instanceof Float ? item.value : Number(item);
}

/** An int in its smallest form: a number where it is exact, else a bigint. */
export function intItem(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** An int given as a double that holds it exactly; a big one becomes a bigint. */
export function intFromNumber(value: number): number | bigint {
  return Number.isSafeInteger(value) ? value + 0 : BigInt(value);
}

/** The arithmetic operators on numbers. */
export type NumberOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";

/** Applies an operator to two numbers as Python does. @throws PythonFailure ZeroDivisionError, OverflowError */
export function calculate(
  operator: NumberOperator,
  left: number | bigint | boolean | Float,
  right: number | bigint | boolean | Float,
): Item {
  if (isInt(left) && isInt(right)) return operator === "/" ? divide(left, right) : integers(operator, left, right);
  return float(floats(operator, toNumber(left), toNumber(right)));
}

function divide(left: Exact | boolean, right: Exact | boolean): Item {
  if (Number(right) === 0) throw new PythonFailure("ZeroDivisionError", "division by zero");
  return float(Number(left) / Number(right));
}

function integers(operator: NumberOperator, left: Exact | boolean, right: Exact | boolean): Item {
  if (operator === "**" && Number(right) < 0) return float(power(Number(left), Number(right)));
  const fast = smallIntegers(operator, Number(left), Number(right));
  if (fast !== undefined && Number.isSafeInteger(fast)) return fast;
  return intItem(bigIntegers(operator, BigInt(left), BigInt(right)));
}

function smallIntegers(operator: NumberOperator, left: number, right: number): number | undefined {
  if (!Number.isSafeInteger(left) || !Number.isSafeInteger(right)) return undefined;
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right + 0;
    case "**":
      return left ** right;
    default:
      return undefined;
  }
}

function bigIntegers(operator: NumberOperator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "**":
      if (right > 1_000_000n) throw new PythonFailure("OverflowError", "exponent too large");
      return left ** right;
    default:
      return floorDivision(operator, left, right);
  }
}

function floorDivision(operator: NumberOperator, left: bigint, right: bigint): bigint {
  if (right === 0n) {
    throw new PythonFailure(
      "ZeroDivisionError",
      operator === "%" ? "integer modulo by zero" : "integer division or modulo by zero",
    );
  }
  const rest = left % right;
  const adjust = rest !== 0n && rest < 0n !== right < 0n;
  if (operator === "%") return adjust ? rest + right : rest;
  return adjust ? left / right - 1n : left / right;
}

function floats(operator: NumberOperator, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "**":
      return power(left, right);
    default:
  }
  if (right === 0) {
    throw new PythonFailure(
      "ZeroDivisionError",
      operator === "/" ? "float division by zero" : "float floor division by zero",
    );
  }
  if (operator === "/") return left / right;
  const rest = modulo(left, right);
  return operator === "%" ? rest : Math.round((left - rest) / right);
}

function modulo(left: number, right: number): number {
  const rest = left % right;
  if (rest === 0) return right < 0 ? -0 : 0;
  return rest < 0 === right < 0 ? rest : rest + right;
}

function power(left: number, right: number): number {
  if (left === 0 && right < 0) throw new PythonFailure("ZeroDivisionError", "0.0 cannot be raised to a negative power");
  const result = left ** right;
  if (!Number.isFinite(result) && Number.isFinite(left) && Number.isFinite(right)) {
    throw new PythonFailure("OverflowError", "Numerical result out of range");
  }
  return result;
}

/** Python's unary minus. */
export function negate(item: number | bigint | boolean | Float): Item {
  if (item instanceof Float) return new Float(-item.value);
  if (typeof item === "bigint") return intItem(-item);
  const value = -Number(item);
  return Number.isInteger(value) ? value + 0 : value;
}

/** Python's `round(value, digits)` for floats: to the nearest decimal, exact ties to the even digit. */
export function roundFloat(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 22 || Math.abs(value) >= 1e21) return value;
  if (digits < 0) return roundHalfEven(value / 10 ** -digits) * 10 ** -digits;
  const exact = Math.abs(value).toFixed(Math.min(100, digits + 60));
  const tailStart = exact.indexOf(".") + 1 + digits;
  const isTie = /^50*$/.test(exact.slice(tailStart));
  const kept = exact.slice(0, tailStart).replace(/\.$/, "");
  if (!isTie || /[13579]$/.test(kept)) return Math.sign(value) * Number(Math.abs(value).toFixed(digits));
  return Math.sign(value) * Number(kept);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
