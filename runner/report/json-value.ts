import { Float, TemplateText, Timestamp, type Value, VaultText } from "../../core/values.ts";

/** Any value as JSON data for reports: templates as their source, vault values masked. */
export function reportJson(value: Value): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number")
    return value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Float) return value.value;
  if (value instanceof Timestamp) return value.text;
  if (value instanceof TemplateText) return value.source;
  if (value instanceof VaultText) return "(vault)";
  if (Array.isArray(value)) return value.map(reportJson);
  return Object.fromEntries([...value].map(([key, item]) => [reportKey(key), reportJson(item)]));
}

function reportKey(key: Value): string {
  const data = reportJson(key);
  return typeof data === "string" ? data : (JSON.stringify(data) ?? "");
}
