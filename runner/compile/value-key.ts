import { Float, isDict, TemplateText, Timestamp, type Value, VaultText } from "../../core/values.ts";

/** A text that is the same for equal values: for telling uses of a role or an include apart. Templates count by source. */
export function valueKey(value: Value | undefined): string {
  if (value === undefined) return "-";
  if (Array.isArray(value)) return `[${value.map(valueKey).join(",")}]`;
  if (isDict(value)) {
    const items = [...value].map(([key, item]) => `${valueKey(key)}:${valueKey(item)}`);
    return `{${items.toSorted().join(",")}}`;
  }
  if (value instanceof TemplateText) return `t${JSON.stringify(value.source)}`;
  if (value instanceof VaultText) return `v${JSON.stringify(value.envelope)}`;
  if (value instanceof Float) return `f${value.value}`;
  if (value instanceof Timestamp) return `d${value.text}`;
  return typeof value === "bigint" ? `${value}` : JSON.stringify(value);
}

/** A key or name for messages: text as it is, anything else as {@link valueKey}. */
export function valueText(value: Value): string {
  return typeof value === "string" ? value : value instanceof TemplateText ? value.source : valueKey(value);
}
