import { HintedError } from "../../core/errors.ts";
import {
  type Properties,
  type PropertyFormat,
  parseProperties,
  propertiesFrom,
} from "../../core/proxmox/property-string.ts";
import { configKey } from "../../core/proxmox/qemu-config.ts";
import { describe } from "../../core/spec/coerce.ts";
import type { Option, Options } from "../../core/spec/options.ts";
import { configOptions, type VmArgs } from "./options.ts";
import { canonicalScalar } from "./scalar.ts";

/** A configuration value a task asks for: a plain one as the server prints it, or some keys of a property string. */
export type Desired =
  | { readonly kind: "scalar"; readonly value: string }
  | { readonly kind: "properties"; readonly properties: Properties; readonly format: PropertyFormat };

/** Options whose configuration key has another name. */
const KEY_NAMES: Readonly<Record<string, string>> = {
  numa_enabled: "numa",
  smbios: "smbios1",
  nameservers: "nameserver",
  searchdomains: "searchdomain",
  allow_ksm: "allow-ksm",
  amd_sev: "amd-sev",
  intel_tdx: "intel-tdx",
};

/** Keys the server keeps secret: shown masked, never comparable. */
export const WRITE_ONLY = "cipassword";

/** The configuration a task asks for, by configuration key. @throws HintedError OPTION_INVALID */
export function desiredConfig(args: VmArgs): ReadonlyMap<string, Desired> {
  const given: Readonly<Record<string, unknown>> = args;
  const desired = new Map<string, Desired>();
  const options: Options = configOptions;
  for (const [name, option] of Object.entries(options)) {
    for (const [key, value] of valuesOf(name, option, given[name])) desired.set(key, desire(key, value));
  }
  if (args.name !== undefined) desired.set("name", desire("name", args.name));
  return desired;
}

function valuesOf(name: string, option: Option, value: unknown): readonly (readonly [string, unknown])[] {
  if (value === undefined || value === null) return [];
  if (option.indexed !== undefined) return Object.entries(value);
  return [[KEY_NAMES[name] ?? name, value]];
}

function desire(key: string, value: unknown): Desired {
  const format = configKey(key)?.format;
  if (format === undefined) return { kind: "scalar", value: canonicalScalar(key, textOf(key, value)) };
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return { kind: "properties", properties: propertiesFrom({ ...value }, format), format };
  }
  return { kind: "properties", properties: parseProperties(textOf(key, value), format), format };
}

function textOf(key: string, value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.join(key === "tags" ? ";" : " ");
  throw new HintedError("OPTION_INVALID", `Option '${key}' is ${describe(value, false)}, expected a text`, {
    hint: `Write '${key}' as one value`,
  });
}
