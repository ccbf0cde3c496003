import { isDict, type Value } from "../../../core/values.ts";
import { fromJson } from "../../../core/values.ts";
import { linesOf } from "../actions/lines.ts";
import type { CommandResult } from "../connections/target.ts";
import { type Result, resultOf } from "../result.ts";

/**
 * What a module printed, read as Ansible reads it: lines before the first that starts with `{` and after the last that
 * ends in `}` are noise; what stands between must be one JSON object. The exit code does not count when it is.
 */
export function parseModuleOutput(done: CommandResult, warn: (message: string) => void): Result {
  const stdout = done.stdout.toString("utf8");
  const found = findObject(stdout);
  const value = found && parseObject(found.json);
  if (!found || !value) return noJson(done, stdout);
  if (found.junk !== "") warn(`Module invocation had junk after the JSON data: ${found.junk}`);
  return tidy(value, warn);
}

function findObject(stdout: string): { json: string; junk: string } | undefined {
  const lines = stdout.split("\n");
  const first = lines.findIndex((line) => line.startsWith("{"));
  if (first < 0) return undefined;
  const last = lines.findLastIndex((line) => line.trimEnd().endsWith("}"));
  if (last < first) return undefined;
  return {
    json: lines.slice(first, last + 1).join("\n"),
    junk: lines
      .slice(last + 1)
      .join("\n")
      .trim(),
  };
}

function parseObject(json: string): Result | undefined {
  try {
    // Python's JSON knows NaN and the infinities; no module's text is likely to hold these words as bare values.
    const value: unknown = JSON.parse(json.replace(/:\s*(NaN|-?Infinity)(?=\s*[,}\]])/g, ": null"));
    const result = fromJson(value);
    return isDict(result) ? result : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Keys that are Ansible's own are taken out, texts get their lines, a text in `results` gets another name. */
function tidy(result: Result, warn: (message: string) => void): Result {
  for (const key of result.keys()) {
    if (typeof key !== "string" || !key.startsWith("_ansible_")) continue;
    result.delete(key);
    warn(`Removed unexpected internal key in module return: ${key}`);
  }
  for (const key of ["stdout", "stderr"]) {
    const text = result.get(key);
    if (typeof text === "string" && !result.has(`${key}_lines`)) result.set(`${key}_lines`, linesOf(text));
  }
  const results = result.get("results");
  if (typeof results === "string") {
    result.delete("results");
    result.set("ansible_module_results", results);
    warn("Found internal 'results' key in module return, renamed to 'ansible_module_results'.");
  }
  dropEmpty(result);
  return result;
}

function dropEmpty(result: Result): void {
  for (const key of ["warnings", "deprecations"]) {
    const value: Value | undefined = result.get(key);
    if (value === null || (Array.isArray(value) && value.length === 0)) result.delete(key);
  }
}

function noJson(done: CommandResult, stdout: string): Result {
  return resultOf({
    changed: false,
    failed: true,
    msg: "MODULE FAILURE: the module printed no JSON object\nSee stdout/stderr for the exact error",
    module_stdout: stdout,
    module_stderr: done.stderr.toString("utf8"),
    rc: done.rc,
  });
}
