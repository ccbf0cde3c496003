import { HintedError } from "../../../core/errors.ts";
import {
  parseProperties,
  type Properties,
  propertiesFrom,
  type PropertyFormat,
} from "../../../core/proxmox/property-string.ts";
import { coerce, describe } from "../../../core/spec/coerce.ts";
import type { Option } from "../../../core/spec/options.ts";
import type { GuestArgs } from "./guest-args.ts";
import type { GuestKind } from "./guest-kind.ts";
import { canonicalScalar } from "./scalar.ts";

/** A configuration value a task asks for: a plain one as the server prints it, or some keys of a property string. */
export type Desired =
  | { readonly kind: "scalar"; readonly value: string }
  | { readonly kind: "properties"; readonly properties: Properties; readonly format: PropertyFormat };

/** The configuration a task asks for, by configuration key. @throws HintedError OPTION_INVALID, OPTION_CONFLICT */
export function desiredConfig(kind: GuestKind, args: GuestArgs): ReadonlyMap<string, Desired> {
  const given: Readonly<Record<string, unknown>> = { ...args };
  const desired = new Map<string, Desired>();
  for (const [name, option] of Object.entries(kind.configOptions)) {
    for (const [key, value] of valuesOf(kind, { name, option, value: given[name] })) {
      if (desired.has(key)) throw givenTwice(key);
      desired.set(key, desire(kind, key, value));
    }
  }
  const reboots = rebootKey(args.reboot);
  if (reboots !== undefined) desired.set("reboot", { kind: "scalar", value: reboots });
  if (args.name !== undefined) desired.set(kind.nameKey, desire(kind, kind.nameKey, args.name));
  return desired;
}

/** `reboot: true` is the configuration key of that name; the words `when_needed` and `never` are not. */
function rebootKey(value: unknown): string | undefined {
  if (value === undefined || value === "when_needed" || value === "never") return undefined;
  const flag = coerce(value, "bool", { name: "reboot", secret: false });
  return flag === true ? "1" : "0";
}

interface Given {
  readonly name: string;
  readonly option: Option;
  readonly value: unknown;
}

type Pairs = readonly (readonly [string, unknown])[];

/** Options that collect several keys under natural names. */
const GROUPS: Readonly<Record<string, (kind: GuestKind, value: object) => Pairs>> = {
  disks: (kind, value) => checked(value, "disks", (key) => kind.isDisk(key)),
  mounts: (kind, value) => checked(value, "mounts", (key) => kind.isDisk(key)),
  nics: (_kind, value) => checked(value, "nics", (key) => /^net\d+$/.test(key)),
  cloud_init: (_kind, value) => cloudInit(value),
};

function valuesOf(kind: GuestKind, { name, option, value }: Given): Pairs {
  if (value === undefined || value === null) return [];
  const group = GROUPS[name];
  if (group) return group(kind, Object(value));
  if (option.indexed !== undefined) return Object.entries(Object(value));
  return [[kind.keyNames[name] ?? name, value]];
}

function checked(value: object, option: string, accept: (key: string) => boolean): Pairs {
  const pairs = Object.entries(value);
  const wrong = pairs.find(([key]) => !accept(key));
  if (!wrong) return pairs;
  throw new HintedError("OPTION_UNKNOWN", `'${wrong[0]}' under '${option}' is not the name of one`, {
    hint: option === "nics" ? "Use net0, net1, ..." : "Use the configuration's own keys, such as scsi0 or rootfs",
  });
}

const CLOUD_INIT_KEYS: Readonly<Record<string, string>> = {
  user: "ciuser",
  password: "cipassword",
  ssh_keys: "sshkeys",
  type: "citype",
  upgrade: "ciupgrade",
  custom: "cicustom",
  nameservers: "nameserver",
  searchdomains: "searchdomain",
};

/** `cloud_init: {user: ..., ssh_keys: [...], ipconfig: {ipconfig0: ...}}` by configuration key. */
function cloudInit(value: object): Pairs {
  return Object.entries(value).flatMap(([name, item]): Pairs => {
    if (item === undefined || item === null) return [];
    if (name === "ipconfig") return Object.entries(Object(item));
    return [[CLOUD_INIT_KEYS[name] ?? name, item]];
  });
}

function givenTwice(key: string): HintedError {
  return new HintedError("OPTION_CONFLICT", `'${key}' is described twice, by an option of its own and under a group`, {
    hint: `Keep one description of '${key}'`,
  });
}

function desire(kind: GuestKind, key: string, value: unknown): Desired {
  const format = kind.schema(key)?.format;
  if (format === undefined) return { kind: "scalar", value: canonicalScalar(kind, key, textOf(key, value)) };
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return { kind: "properties", properties: propertiesFrom({ ...value }, format), format };
  }
  const properties = parseProperties(textOf(key, value), format);
  return { kind: "properties", properties, format };
}

/** What stands between the items of a list in the server's text; a blank where nothing is said. */
const SEPARATORS: Readonly<Record<string, string>> = { tags: ";", sshkeys: "\n", features: ",", startup: "," };

function textOf(key: string, value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.join(SEPARATORS[key] ?? " ");
  throw new HintedError("OPTION_INVALID", `Option '${key}' is ${describe(value, false)}, expected a text`, {
    hint: `Write '${key}' as one value`,
  });
}
