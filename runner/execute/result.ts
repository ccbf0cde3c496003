import { HintedError, UnreachableError, type Origin } from "../../core/errors.ts";
import { systemFailure } from "../../core/system-error.ts";
import { type Dict, Float, fromJson, isDict, type Value } from "../../core/values.ts";

/** A result as it is registered: what a module returned, with `changed` and `failed` always there. */
export type Result = Dict;

/** JSON data as a result. */
export function resultOf(data: Readonly<Record<string, unknown>>): Result {
  const value = fromJson(data);
  return isDict(value) ? value : new Map();
}

/** The result of an error: message and hint, stable code, where it happened (`place` when the error does not say). Anything but a HintedError is our bug. */
export function failureOf(thrown: unknown, place?: Origin): Result {
  const error = systemFailure(thrown) ?? thrown;
  if (error instanceof HintedError) {
    const result = resultOf({ ...error.details, msg: `${error.message}: ${error.hint}`, code: error.code });
    const origin = error.origin ?? place;
    if (origin) result.set("origin", `${origin.file}:${origin.line}:${origin.column}`);
    return result.set(error instanceof UnreachableError ? "unreachable" : "failed", true).set("changed", false);
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return resultOf({
    failed: true,
    changed: false,
    code: "INTERNAL",
    msg: `This is a bug in pveplay: ${message}: please report it with the output of -vvv`,
    exception: stack ?? message,
  });
}

/** Python's truth of a value. */
export function truthy(value: Value | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "string") return value !== "";
  if (Array.isArray(value)) return value.length > 0;
  if (isDict(value)) return value.size > 0;
  if (value instanceof Float) return value.value !== 0;
  return value !== false && value !== 0 && value !== 0n;
}

/** Whether the result says so, in Python's truth. What failed_when came to stands above `failed`, which running out of tries sets. */
export function isSet(result: Result, key: "changed" | "failed" | "skipped" | "unreachable"): boolean {
  if (key === "failed" && result.has("failed_when_result")) return truthy(result.get("failed_when_result"));
  return truthy(result.get(key));
}

/** The result without keys that are the runner's own business. */
export function publicResult(result: Result): Result {
  return new Map([...result].filter(([key]) => !(typeof key === "string" && key.startsWith("_ansible_"))));
}

/** `ansible_facts` of a result as a dict. */
export function factsOf(result: Result): Dict | undefined {
  const facts = result.get("ansible_facts");
  return isDict(facts) ? facts : undefined;
}
