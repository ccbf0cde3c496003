import { Float, TemplateText, Timestamp, VaultText } from "../../../core/values.ts";
import { GroupTuple, type Item, PythonObject, Tuple } from "./item.ts";

/** Python's name of an item's type. */
export function typeName(item: Item): string {
  if (item === null) return "NoneType";
  if (item instanceof PythonObject) return item.typeName;
  if (item instanceof Float) return "float";
  if (item instanceof Timestamp) return item.text.length === 10 ? "date" : "datetime";
  if (item instanceof TemplateText || item instanceof VaultText) return "str";
  if (item instanceof GroupTuple) return "GroupTuple";
  if (item instanceof Tuple) return "tuple";
  if (Array.isArray(item)) return "list";
  if (item instanceof Map) return "dict";
  return primitiveName(item);
}

function primitiveName(item: boolean | number | bigint | string): string {
  if (typeof item === "boolean") return "bool";
  if (typeof item === "string") return "str";
  return typeof item === "bigint" || Number.isInteger(item) ? "int" : "float";
}
