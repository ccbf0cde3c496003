import { isDict, type Value } from "../../core/values.ts";
import { reportJson } from "./json-value.ts";
import { unifiedDiff } from "./unified-diff.ts";

/** The text of a result's `diff`, as --diff shows it; empty when there is nothing to show. */
export function diffText(diff: Value | undefined): string {
  const entries = Array.isArray(diff) ? diff : [diff];
  return entries.map((entry) => (isDict(entry) ? oneDiff(entry) : "")).join("");
}

function oneDiff(diff: ReadonlyMap<Value, Value>): string {
  const parts: string[] = [];
  if (diff.has("dst_binary")) parts.push("diff skipped: destination file appears to be binary\n");
  if (diff.has("src_binary")) parts.push("diff skipped: source file appears to be binary\n");
  if (diff.has("dst_larger"))
    parts.push(`diff skipped: destination file size is greater than ${shown(diff.get("dst_larger"))}\n`);
  if (diff.has("src_larger"))
    parts.push(`diff skipped: source file size is greater than ${shown(diff.get("src_larger"))}\n`);
  if (diff.has("before") && diff.has("after")) parts.push(beforeAfter(diff));
  if (diff.has("prepared")) parts.push(`${shown(diff.get("prepared"))}\n`);
  return parts.join("");
}

function beforeAfter(diff: ReadonlyMap<Value, Value>): string {
  const body = unifiedDiff(asText(diff.get("before")), asText(diff.get("after")));
  if (body === "") return "";
  const header = (name: "before" | "after"): string => {
    const named = diff.get(`${name}_header`);
    return typeof named === "string" && named !== "" ? `${name}: ${named}` : name;
  };
  return `--- ${header("before")}\n+++ ${header("after")}\n${body}`;
}

/** Text as it is; data as sorted, indented JSON. */
function asText(value: Value | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  return `${JSON.stringify(sorted(reportJson(value)), undefined, 4)}\n`;
}

function shown(value: Value | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(reportJson(value ?? null));
}

function sorted(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(sorted);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
