import data from "./schema/qemu-config.json" with { type: "json" };
import type { PropertyFormat } from "./property-string.ts";

/** What the API schema says of one key of a VM's configuration. */
export interface ConfigKey {
  readonly type: "boolean" | "integer" | "number" | "string";
  readonly default: unknown;
  /** Present for property strings. */
  readonly format: PropertyFormat | undefined;
}

interface Compiled {
  readonly formats: Readonly<Record<string, PropertyFormat>>;
  readonly keys: Readonly<
    Record<string, { readonly type: ConfigKey["type"]; readonly default?: unknown; readonly format?: string }>
  >;
}

// The compiled schema is our own generated file; its JSON types are wider than what the generator writes.
const { formats, keys } = data as unknown as Compiled;

/** The schema of a configuration key such as `cores` or `scsi3`, or undefined when there is no such key. */
export function configKey(name: string): ConfigKey | undefined {
  const found = keys[name] ?? keys[name.replace(/\d+$/, "[n]")];
  if (!found) return undefined;
  return {
    type: found.type,
    default: found.default,
    format: found.format === undefined ? undefined : formats[found.format],
  };
}
