import type { AnsibleConfig, Setting } from "../core/ansible-config.ts";
import type { GroupNamePolicy } from "./graph.ts";
import type { HashBehaviour } from "./merge.ts";

const KEYS = {
  sources: { env: ["ANSIBLE_INVENTORY"], ini: ["defaults", "inventory"] },
  hashBehaviour: { env: ["ANSIBLE_HASH_BEHAVIOUR"], ini: ["defaults", "hash_behaviour"] },
  groupNames: { env: ["ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS"], ini: ["defaults", "force_valid_group_names"] },
  ignoredExtensions: { env: ["ANSIBLE_INVENTORY_IGNORE"], ini: ["defaults", "inventory_ignore_extensions"] },
  ignoredExtensionsToo: { ini: ["inventory", "ignore_extensions"] },
  ignoredPatterns: { env: ["ANSIBLE_INVENTORY_IGNORE_REGEX"], ini: ["defaults", "inventory_ignore_patterns"] },
  ignoredPatternsToo: { ini: ["inventory", "ignore_patterns"] },
  yamlExtensions: { env: ["ANSIBLE_YAML_FILENAME_EXT"], ini: ["defaults", "yaml_valid_extensions"] },
  plugins: { env: ["ANSIBLE_INVENTORY_ENABLED"], ini: ["inventory", "enable_plugins"] },
  failIfNone: { env: ["ANSIBLE_INVENTORY_UNPARSED_FAILED"], ini: ["inventory", "unparsed_is_failed"] },
  failIfAny: { env: ["ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED"], ini: ["inventory", "any_unparsed_is_failed"] },
  warnIfNone: { env: ["ANSIBLE_INVENTORY_UNPARSED_WARNING"], ini: ["inventory", "inventory_unparsed_warning"] },
  patternMismatch: { env: ["ANSIBLE_HOST_PATTERN_MISMATCH"], ini: ["inventory", "host_pattern_mismatch"] },
  precedence: { env: ["ANSIBLE_PRECEDENCE"], ini: ["defaults", "precedence"] },
} as const satisfies Record<string, Setting>;

const IGNORED_EXTENSIONS = ".pyc .pyo .swp .bak ~ .rpm .md .txt .rst .orig .cfg .retry".split(" ");
const USUAL_PLUGINS = ["host_list", "script", "auto", "yaml", "ini", "toml"] as const;
const PLUGINS = [...USUAL_PLUGINS, "advanced_host_list", "constructed"] as const;

/** A way to read an inventory source. */
export type SourceKind = (typeof PLUGINS)[number];

/** A place that gives variables of groups; the order of these is the order of precedence, lowest first. */
export type GroupVarsPlace =
  | "all_inventory"
  | "groups_inventory"
  | "all_plugins_inventory"
  | "all_plugins_play"
  | "groups_plugins_inventory"
  | "groups_plugins_play";

const PLACES: readonly GroupVarsPlace[] = [
  "all_inventory",
  "groups_inventory",
  "all_plugins_inventory",
  "all_plugins_play",
  "groups_plugins_inventory",
  "groups_plugins_play",
];

/** How inventories are read, from the environment and `ansible.cfg`; the defaults are Ansible's. */
export interface InventorySettings {
  readonly hashBehaviour: HashBehaviour;
  readonly groupNames: GroupNamePolicy;
  /** Names of files in a source directory that match are skipped. */
  readonly ignored: RegExp;
  readonly yamlExtensions: readonly string[];
  readonly kinds: readonly SourceKind[];
  readonly failIfNone: boolean;
  readonly failIfAny: boolean;
  readonly warnIfNone: boolean;
  readonly patternMismatch: "warning" | "error" | "ignore";
  readonly precedence: readonly GroupVarsPlace[];
}

/** The settings in effect. */
export function inventorySettings(config: AnsibleConfig): InventorySettings {
  return {
    hashBehaviour: oneOf(config.text(KEYS.hashBehaviour), ["replace", "merge"]),
    groupNames: oneOf(config.text(KEYS.groupNames), ["never", "always", "ignore", "silently"]),
    ignored: ignoredNames(config),
    yamlExtensions: config.list(KEYS.yamlExtensions) ?? [".yml", ".yaml", ".json"],
    kinds: known(
      config.list(KEYS.plugins)?.map((name) => name.replace(/^ansible\.builtin\./, "")) ?? USUAL_PLUGINS,
      PLUGINS,
    ),
    failIfNone: config.flag(KEYS.failIfNone) ?? false,
    failIfAny: config.flag(KEYS.failIfAny) ?? false,
    warnIfNone: config.flag(KEYS.warnIfNone) ?? true,
    patternMismatch: oneOf(config.text(KEYS.patternMismatch), ["warning", "error", "ignore"]),
    precedence: known(config.list(KEYS.precedence), PLACES),
  };
}

/** The sources of a run: those given with `-i`, else the configured ones, else `/etc/ansible/hosts`. */
export function inventorySources(given: readonly string[], config: AnsibleConfig): readonly string[] {
  if (given.length > 0) return given;
  return config.paths(KEYS.sources, ",") ?? ["/etc/ansible/hosts"];
}

function ignoredNames(config: AnsibleConfig): RegExp {
  const endings = config.list(KEYS.ignoredExtensions) ?? config.list(KEYS.ignoredExtensionsToo) ?? IGNORED_EXTENSIONS;
  const patterns = config.list(KEYS.ignoredPatterns) ?? config.list(KEYS.ignoredPatternsToo) ?? [];
  const escaped = endings.map((ending) => `${ending.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`);
  return new RegExp(
    [String.raw`^\.`, "^host_vars$", "^group_vars$", "^vars_plugins$", ...patterns, ...escaped].join("|"),
  );
}

function oneOf<const T extends string>(text: string | undefined, choices: readonly [T, ...T[]]): T {
  return choices.find((choice) => choice === text) ?? choices[0];
}

function known<T extends string>(names: readonly string[] | undefined, all: readonly T[]): readonly T[] {
  if (!names) return all;
  return names.flatMap((name) => all.find((item) => item === name) ?? []);
}
