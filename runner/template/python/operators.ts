import { asDateTime } from "./compare.ts";
import { DateTime, TimeDelta } from "./datetime.ts";
import { Marker, PythonFailure } from "./failure.ts";
import { Bytes, type Item, Tuple } from "./item.ts";
import { calculate, isInt, isNumeric, negate, type NumberOperator } from "./number.ts";
import { formatPercent } from "./percent-format.ts";
import { typeName } from "./type-name.ts";

/** Applies a binary operator as Python does. @throws PythonFailure TypeError, ZeroDivisionError; Tripped */
export function operate(operator: NumberOperator, left: Item, right: Item): Item {
  if (isNumeric(left) && isNumeric(right)) return calculate(operator, left, right);
  if (left instanceof Marker) return left.trip();
  if (right instanceof Marker && !(operator === "%" && typeof left === "string")) return right.trip();
  const result = OTHERS[operator]?.(left, right);
  if (result !== undefined) return result;
  throw new PythonFailure(
    "TypeError",
    `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`,
  );
}

/** What the operators do for other types than numbers. */
const OTHERS: Readonly<Partial<Record<NumberOperator, (left: Item, right: Item) => Item | undefined>>> = {
  "+": add,
  "-": subtract,
  "*": (left, right) => repeat(left, right) ?? repeat(right, left),
  "%": (left, right) => (typeof left === "string" ? formatPercent(left, right) : undefined),
};

function add(left: Item, right: Item): Item | undefined {
  if (typeof left === "string" && typeof right === "string") return left + right;
  if (Array.isArray(left) && Array.isArray(right) && left instanceof Tuple === right instanceof Tuple) {
    return left instanceof Tuple ? Tuple.fromItems([...left, ...right]) : [...left, ...right];
  }
  if (left instanceof Bytes && right instanceof Bytes) return new Bytes(Buffer.concat([left.data, right.data]));
  if (left instanceof TimeDelta && right instanceof TimeDelta)
    return new TimeDelta(left.microseconds + right.microseconds);
  return shift(left, right, 1) ?? shift(right, left, 1);
}

function subtract(left: Item, right: Item): Item | undefined {
  if (left instanceof TimeDelta && right instanceof TimeDelta)
    return new TimeDelta(left.microseconds - right.microseconds);
  const [one, two] = [asDateTime(left), asDateTime(right)];
  if (one && two && one.isDate === two.isDate) {
    return new TimeDelta(one.wall - two.wall - ((one.offset ?? 0) - (two.offset ?? 0)) * 60_000_000);
  }
  return shift(left, right, -1);
}

function shift(moment: Item, delta: Item, sign: 1 | -1): Item | undefined {
  const time = asDateTime(moment);
  if (!time || !(delta instanceof TimeDelta)) return undefined;
  return new DateTime(time.wall + sign * delta.microseconds, { offset: time.offset, isDate: time.isDate });
}

function repeat(sequence: Item, times: Item): Item | undefined {
  if (!isInt(times)) return undefined;
  const count = Math.max(0, Number(times));
  if (count > Number.MAX_SAFE_INTEGER)
    throw new PythonFailure("OverflowError", "cannot fit 'int' into an index-sized integer");
  if (typeof sequence === "string") return sequence.repeat(count);
  if (!Array.isArray(sequence)) return undefined;
  const items = Array.from({ length: count }, () => [...sequence]).flat();
  return sequence instanceof Tuple ? Tuple.fromItems(items) : items;
}

/** Python's unary minus and plus. @throws PythonFailure TypeError */
export function unary(operator: "-" | "+", operand: Item): Item {
  if (operand instanceof Marker) return operand.trip();
  if (!isNumeric(operand))
    throw new PythonFailure("TypeError", `bad operand type for unary ${operator}: '${typeName(operand)}'`);
  if (operator === "-") return negate(operand);
  return typeof operand === "boolean" ? Number(operand) : operand;
}
