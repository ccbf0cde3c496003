import { type Float, Timestamp } from "../../../core/values.ts";
import { DateTime, TimeDelta } from "./datetime.ts";
import { Marker, PythonFailure } from "./failure.ts";
import { Bytes, isItemDict, type Item, type ItemDict, Range, Tuple } from "./item.ts";
import { iterate } from "./iterate.ts";
import { isNumeric, toNumber } from "./number.ts";
import { text } from "./text.ts";
import { typeName } from "./type-name.ts";

/** Python's `==`. @throws Tripped when one is undefined */
export function equals(left: Item, right: Item): boolean {
  if (left === right && typeof left !== "object") return true;
  if (typeof left === "string" && typeof right === "string") return false;
  if (left instanceof Marker) return left.trip();
  if (right instanceof Marker) return right.trip();
  if (isNumeric(left)) return isNumeric(right) && numbersEqual(left, right);
  if (Array.isArray(left)) return Array.isArray(right) && listsEqual(left, right);
  if (isItemDict(left)) return isItemDict(right) && dictsEqual(left, right);
  return left === right || objectsEqual(left, right);
}

function numbersEqual(left: number | bigint | boolean | Float, right: number | bigint | boolean | Float): boolean {
  if (typeof left === "bigint" || typeof right === "bigint") return rawNumber(left) == rawNumber(right);
  return toNumber(left) === toNumber(right);
}

function rawNumber(item: number | bigint | boolean | Float): number | bigint {
  return typeof item === "bigint" ? item : toNumber(item);
}

function listsEqual(left: readonly Item[], right: readonly Item[]): boolean {
  if (left === right) return true;
  if (left instanceof Tuple !== right instanceof Tuple || left.length !== right.length) return false;
  return left.every((item, index) => equals(item, right[index] ?? null));
}

function dictsEqual(left: ItemDict, right: ItemDict): boolean {
  if (left === right) return true;
  if (left.size !== right.size) return false;
  for (const [key, value] of left) {
    const other = lookup(right, key);
    if (other === undefined || !equals(value, other)) return false;
  }
  return true;
}

function objectsEqual(left: Item, right: Item): boolean {
  const [one, two] = [asDateTime(left), asDateTime(right)];
  if (one && two) return one.isDate === two.isDate && moment(one) === moment(two);
  if (left instanceof TimeDelta) return right instanceof TimeDelta && left.microseconds === right.microseconds;
  if (left instanceof Bytes) return right instanceof Bytes && left.data.equals(right.data);
  return left instanceof Range && right instanceof Range && listsEqual(iterate(left), iterate(right));
}

/** A datetime of either form; `undefined` for anything else. */
export function asDateTime(item: Item): DateTime | undefined {
  if (item instanceof DateTime) return item;
  return item instanceof Timestamp ? DateTime.fromTimestamp(item) : undefined;
}

function moment(time: DateTime): number {
  return time.wall - (time.offset ?? 0) * 60_000_000;
}

/** The value under a key by Python's equality of keys (`1`, `1.0` and `True` are one); `undefined` when there is none. */
export function lookup(dict: ItemDict, key: Item): Item | undefined {
  const found = dict.get(key);
  if (found !== undefined || typeof key === "string" || key === null) return found;
  const same = sameKey(dict, key);
  return same === undefined ? undefined : dict.get(same);
}

/** Sets a key by Python's equality of keys. @throws PythonFailure TypeError when the key is a list or dict */
export function assign(dict: ItemDict, key: Item, value: Item): void {
  if (typeof key === "string") dict.set(key, value);
  else dict.set(dict.has(key) ? key : (sameKey(dict, hashable(key)) ?? key), value);
}

function sameKey(dict: ItemDict, key: Item): Item | undefined {
  for (const candidate of dict.keys()) if (typeof candidate !== "string" && equals(candidate, key)) return candidate;
  return undefined;
}

/** The item itself, if it can be a key or a member of a set. @throws PythonFailure TypeError, Tripped */
export function hashable(item: Item): Item {
  if (item instanceof Marker) return item.trip();
  const isMutable = item instanceof Map || (Array.isArray(item) && !(item instanceof Tuple));
  if (isMutable) throw new PythonFailure("TypeError", `unhashable type: '${typeName(item)}'`);
  if (item instanceof Tuple) item.forEach(hashable);
  return item;
}

/** Python's ordering: negative, 0 or positive. @throws PythonFailure TypeError for types that have no order */
export function compare(left: Item, right: Item): number {
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  if (isNumeric(left) && isNumeric(right)) {
    const [one, two] = [rawNumber(left), rawNumber(right)];
    return one < two ? -1 : one > two ? 1 : one == two ? 0 : Number.NaN;
  }
  if (left instanceof Marker) return left.trip();
  if (right instanceof Marker) return right.trip();
  if (Array.isArray(left) && Array.isArray(right) && left instanceof Tuple === right instanceof Tuple) {
    return compareLists(left, right);
  }
  return compareObjects(left, right);
}

function compareObjects(left: Item, right: Item): number {
  const [one, two] = [asDateTime(left), asDateTime(right)];
  if (one && two && (one.offset === undefined) === (two.offset === undefined)) return moment(one) - moment(two);
  if (left instanceof TimeDelta && right instanceof TimeDelta) return left.microseconds - right.microseconds;
  throw new PythonFailure(
    "TypeError",
    `'<' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
  );
}

function compareLists(left: readonly Item[], right: readonly Item[]): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const [one, two] = [left[index] ?? null, right[index] ?? null];
    if (!equals(one, two)) return compare(one, two);
  }
  return left.length - right.length;
}

/** Strings by code points, as Python orders them. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  if (!/[\ud800-\udfff]/.test(left + right)) return left < right ? -1 : 1;
  const [one, two] = [Array.from(left), Array.from(right)];
  const at = one.findIndex((char, index) => char !== two[index]);
  if (at === -1) return -1;
  return (one[at]?.codePointAt(0) ?? 0) - (two[at]?.codePointAt(0) ?? -1);
}

/** Python's `item in container`. @throws PythonFailure TypeError */
export function contains(container: Item, item: Item): boolean {
  if (item instanceof Marker) return item.trip();
  if (typeof container === "string") {
    if (typeof item === "string") return container.includes(item);
    throw new PythonFailure("TypeError", `'in <string>' requires string as left operand, not ${typeName(item)}`);
  }
  if (isItemDict(container)) return lookup(container, hashable(item)) !== undefined;
  if (container instanceof Range || Array.isArray(container))
    return iterate(container).some((other) => equals(other, item));
  if (container instanceof Marker) return container.trip();
  if (container instanceof Bytes && item instanceof Bytes) return container.data.includes(item.data);
  throw new PythonFailure(
    "TypeError",
    `argument of type '${typeName(container)}' is not iterable: ${text(typeName(item))}`,
  );
}
