import { floatText } from "../../core/float-text.ts";
import { Float, float, fromJson, TemplateText, Timestamp, type Value, VaultText } from "../../core/values.ts";

/** A value with its Python type, in the form the recordings have. */
export function encode(value: Value): unknown {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "bigint") return { int: String(value) };
  if (typeof value === "number") return Number.isInteger(value) ? value : { float: floatText(value) };
  if (value instanceof Float) return { float: floatText(value.value) };
  if (value instanceof Timestamp) return { date: value.text };
  if (value instanceof TemplateText) return value.source;
  if (value instanceof VaultText) return { vault: value.envelope };
  if (Array.isArray(value)) return value.map(encode);
  return { dict: [...value].map(([key, item]) => [encode(key), encode(item)]) };
}

/** A value from the form the recordings have; dates and vault values are not in the recordings that are decoded. */
export function decode(data: unknown): Value {
  if (Array.isArray(data)) return data.map(decode);
  if (typeof data !== "object" || data === null) return fromJson(data);
  if ("int" in data) return BigInt(String(data.int));
  if ("float" in data) return float(data.float === "inf" ? Number.POSITIVE_INFINITY : Number(data.float));
  if (!("dict" in data) || !Array.isArray(data.dict)) throw new TypeError("Not a recorded value");
  return new Map(data.dict.map(([key, item]: [unknown, unknown]) => [decode(key), decode(item)]));
}
