import { type FilterTable, markerPlugin, plugin } from "../plugin.ts";
import { Float } from "../../../core/values.ts";
import { Marker, PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { isInt } from "../python/number.ts";
import { text } from "../python/text.ts";
import { truth } from "../python/truth.ts";
import { typeName } from "../python/type-name.ts";

const defaultTo = markerPlugin<Item>(["default_value?", "boolean?"], (value, [fallback = "", boolean = false]) => {
  if (boolean instanceof Marker) return boolean.trip();
  if (typeof boolean !== "boolean") {
    throw new PythonFailure("TypeError", `The 'boolean' argument must be of type 'bool', not '${typeName(boolean)}'.`);
  }
  if (value instanceof Marker && value.isUndefined) return fallback;
  return boolean && !truth(value) ? fallback : value;
});

const TRUE_WORDS: ReadonlySet<string> = new Set(["yes", "on", "true", "1"]);

/** Ansible's `bool` filter: the usual words, 1 and 1.0 are true; everything else is false. */
export function toBool(value: Item): boolean {
  if (typeof value === "string") return TRUE_WORDS.has(value.toLowerCase());
  if (isInt(value)) return Number(value) === 1;
  return value instanceof Float && value.value === 1;
}

/** Filters about what is there and what it counts as. */
export const defaultFilters: FilterTable = {
  default: defaultTo,
  d: defaultTo,
  bool: plugin([], toBool),
  mandatory: markerPlugin(["msg?"], (value, [message = null]) => {
    if (!(value instanceof Marker) || !value.isUndefined) return value;
    if (message !== null) throw new PythonFailure("ValueError", text(message));
    const { name } = value.missing;
    throw new PythonFailure("ValueError", `Mandatory variable ${name === undefined ? "" : `'${name}' `}not defined.`);
  }),
  ternary: markerPlugin(
    ["true_val", "false_val", "none_val?"],
    (value, [whenTrue = null, whenFalse = null, whenNone = null]) => {
      if (value === null && whenNone !== null) return whenNone;
      return truth(value) ? whenTrue : whenFalse;
    },
  ),
  type_debug: markerPlugin([], (value) => typeName(value)),
};
