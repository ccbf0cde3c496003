import type { Config, ConfigDiff, KeyChange } from "./config-change.ts";
import type { Desired } from "./desired.ts";
import { diffDisk } from "./disk-diff.ts";
import type { GuestKind } from "./guest-kind.ts";
import { diffProperties } from "./property-diff.ts";
import { canonicalScalar, sendable } from "./scalar.ts";

/** Compares on parsed values; whatever is not desired stays. @throws HintedError DISK_SHRINK, OPTION_* */
export function diffConfig(kind: GuestKind, current: Config, desired: ReadonlyMap<string, Desired>): ConfigDiff {
  const diff: ConfigDiff = { keys: [], resizes: [], moves: [], unlinks: [] };
  for (const [key, wish] of desired) {
    const found = current[key] === undefined ? undefined : String(current[key]);
    if (wish.kind === "scalar") diff.keys.push(...diffScalar(kind, { key, found, value: wish.value }));
    else if (kind.isDisk(key)) diffDisk(kind, diff, { key, found, wish });
    else diff.keys.push(...diffProperties({ key, found, wish: wish.properties, format: wish.format }));
  }
  return diff;
}

interface ScalarDiff {
  readonly key: string;
  readonly found: string | undefined;
  readonly value: string;
}

function diffScalar(kind: GuestKind, { key, found, value }: ScalarDiff): readonly KeyChange[] {
  const before = found === undefined ? null : canonicalScalar(kind, key, found);
  const isSecret = key === kind.writeOnly;
  if (!isSecret && (before === value || (before === null && isDefault(kind, key, value)))) return [];
  const shown = isSecret
    ? { name: key, before: before === null ? null : "(set)", after: "(new)" }
    : { name: key, before, after: value };
  return [{ key, value: sendable(key, value), shown: [shown] }];
}

/** Whether a key that is not set already has the value, by the schema's default. */
function isDefault(kind: GuestKind, key: string, value: string): boolean {
  const fallback = kind.schema(key)?.default;
  if (value === "") return true;
  if (typeof fallback !== "string" && typeof fallback !== "number") return false;
  return canonicalScalar(kind, key, String(fallback)) === value;
}
