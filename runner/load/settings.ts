import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { HintedError } from "../../core/errors.ts";
import { type ConfigFile, readConfigFile } from "./ansible-cfg.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a setting may come from: the environment first, then `ansible.cfg`. */
interface Source {
  readonly env: string;
  readonly section?: string;
  readonly key: string;
}

/** The settings of Ansible's configuration that the runner honours. Paths are absolute. */
export interface Settings {
  readonly configFile: string | undefined;
  readonly inventory: readonly string[];
  readonly forks: number;
  readonly rolesPath: readonly string[];
  readonly libraryPath: readonly string[];
  readonly collectionsPath: readonly string[];
  readonly remoteUser: string | undefined;
  readonly remotePort: number | undefined;
  readonly privateKeyFile: string | undefined;
  readonly hostKeyChecking: boolean;
  readonly connectTimeout: number;
  readonly gathering: "implicit" | "explicit" | "smart";
  readonly hashBehaviour: "replace" | "merge";
  readonly injectFacts: boolean;
  readonly forceHandlers: boolean;
  readonly anyErrorsFatal: boolean;
  readonly errorOnMissingHandler: boolean;
  readonly noLog: boolean;
  readonly become: boolean;
  readonly becomeMethod: string;
  readonly becomeUser: string;
  readonly becomeAskPass: boolean;
  readonly askPass: boolean;
  readonly strategy: string;
  readonly taskTimeout: number;
  readonly pollInterval: number;
  readonly transport: string;
  readonly vaultPasswordFile: string | undefined;
  readonly vaultIdentityList: readonly string[];
  readonly vaultIdMatch: boolean;
  readonly askVaultPass: boolean;
  readonly stdoutCallback: string | undefined;
  readonly runTags: readonly string[];
  readonly skipTags: readonly string[];
  readonly displaySkippedHosts: boolean;
  readonly alwaysDiff: boolean;
}

const DEFAULT_COLLECTIONS = "~/.ansible/collections:/usr/share/ansible/collections";
const DEFAULT_ROLES = "~/.ansible/roles:/usr/share/ansible/roles:/etc/ansible/roles";
const DEFAULT_LIBRARY = "~/.ansible/plugins/modules:/usr/share/ansible/plugins/modules";

/** Reads the settings for a run started in `cwd`. @throws HintedError USAGE for a value of the wrong kind */
export function readSettings(cwd: string, env: Environment): Settings {
  const reader = new SettingsReader(readConfigFile(cwd, env), cwd, env);
  return {
    ...pathSettings(reader),
    ...connectionSettings(reader),
    ...languageSettings(reader),
    ...cliSettings(reader),
  };
}

function pathSettings(reader: SettingsReader) {
  return {
    configFile: reader.file.path,
    inventory: reader.paths({ env: "ANSIBLE_INVENTORY", key: "inventory" }, "/etc/ansible/hosts", ","),
    rolesPath: reader.paths({ env: "ANSIBLE_ROLES_PATH", key: "roles_path" }, DEFAULT_ROLES),
    libraryPath: reader.paths({ env: "ANSIBLE_LIBRARY", key: "library" }, DEFAULT_LIBRARY),
    collectionsPath: reader.paths({ env: "ANSIBLE_COLLECTIONS_PATH", key: "collections_path" }, DEFAULT_COLLECTIONS),
    privateKeyFile: reader.path({ env: "ANSIBLE_PRIVATE_KEY_FILE", key: "private_key_file" }),
  };
}

function connectionSettings(reader: SettingsReader) {
  return {
    forks: reader.int({ env: "ANSIBLE_FORKS", key: "forks" }, 5),
    remoteUser: reader.text({ env: "ANSIBLE_REMOTE_USER", key: "remote_user" }),
    remotePort: reader.optionalInt({ env: "ANSIBLE_REMOTE_PORT", key: "remote_port" }),
    hostKeyChecking: reader.bool({ env: "ANSIBLE_HOST_KEY_CHECKING", key: "host_key_checking" }, true),
    connectTimeout: reader.int({ env: "ANSIBLE_TIMEOUT", key: "timeout" }, 10),
    transport: reader.text({ env: "ANSIBLE_TRANSPORT", key: "transport" }) ?? "ssh",
    become: reader.bool({ env: "ANSIBLE_BECOME", section: "privilege_escalation", key: "become" }, false),
    becomeMethod:
      reader.text({ env: "ANSIBLE_BECOME_METHOD", section: "privilege_escalation", key: "become_method" }) ?? "sudo",
    becomeUser:
      reader.text({ env: "ANSIBLE_BECOME_USER", section: "privilege_escalation", key: "become_user" }) ?? "root",
    becomeAskPass: reader.bool(
      { env: "ANSIBLE_BECOME_ASK_PASS", section: "privilege_escalation", key: "become_ask_pass" },
      false,
    ),
    askPass: reader.bool({ env: "ANSIBLE_ASK_PASS", key: "ask_pass" }, false),
  };
}

function languageSettings(reader: SettingsReader) {
  return {
    gathering: reader.choice({ env: "ANSIBLE_GATHERING", key: "gathering" }, ["implicit", "explicit", "smart"]),
    hashBehaviour: reader.choice({ env: "ANSIBLE_HASH_BEHAVIOUR", key: "hash_behaviour" }, ["replace", "merge"]),
    injectFacts: reader.bool({ env: "ANSIBLE_INJECT_FACT_VARS", key: "inject_facts_as_vars" }, true),
    forceHandlers: reader.bool({ env: "ANSIBLE_FORCE_HANDLERS", key: "force_handlers" }, false),
    anyErrorsFatal: reader.bool({ env: "ANSIBLE_ANY_ERRORS_FATAL", key: "any_errors_fatal" }, false),
    errorOnMissingHandler: reader.bool(
      { env: "ANSIBLE_ERROR_ON_MISSING_HANDLER", key: "error_on_missing_handler" },
      true,
    ),
    noLog: reader.bool({ env: "ANSIBLE_NO_LOG", key: "no_log" }, false),
    strategy: reader.text({ env: "ANSIBLE_STRATEGY", key: "strategy" }) ?? "linear",
    taskTimeout: reader.int({ env: "ANSIBLE_TASK_TIMEOUT", key: "task_timeout" }, 0),
    pollInterval: reader.int({ env: "ANSIBLE_POLL_INTERVAL", key: "poll_interval" }, 15),
    runTags: reader.list({ env: "ANSIBLE_RUN_TAGS", section: "tags", key: "run" }),
    skipTags: reader.list({ env: "ANSIBLE_SKIP_TAGS", section: "tags", key: "skip" }),
  };
}

function cliSettings(reader: SettingsReader) {
  return {
    vaultPasswordFile: reader.path({ env: "ANSIBLE_VAULT_PASSWORD_FILE", key: "vault_password_file" }),
    vaultIdentityList: reader.list({ env: "ANSIBLE_VAULT_IDENTITY_LIST", key: "vault_identity_list" }),
    vaultIdMatch: reader.bool({ env: "ANSIBLE_VAULT_ID_MATCH", key: "vault_id_match" }, false),
    askVaultPass: reader.bool({ env: "ANSIBLE_ASK_VAULT_PASS", key: "ask_vault_pass" }, false),
    stdoutCallback: reader.text({ env: "ANSIBLE_STDOUT_CALLBACK", key: "stdout_callback" }),
    displaySkippedHosts: reader.bool({ env: "ANSIBLE_DISPLAY_SKIPPED_HOSTS", key: "display_skipped_hosts" }, true),
    alwaysDiff: reader.bool({ env: "ANSIBLE_DIFF_ALWAYS", section: "diff", key: "always" }, false),
  };
}

class SettingsReader {
  readonly file: ConfigFile;
  readonly #cwd: string;
  readonly #env: Environment;

  constructor(file: ConfigFile, cwd: string, env: Environment) {
    this.file = file;
    this.#cwd = cwd;
    this.#env = env;
  }

  text(source: Source): string | undefined {
    return this.#find(source)?.value;
  }

  list(source: Source): readonly string[] {
    return (this.text(source) ?? "")
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }

  path(source: Source): string | undefined {
    const found = this.#find(source);
    return found && this.#absolute(found.value, found.fromFile);
  }

  paths(source: Source, fallback: string, separator = ":"): readonly string[] {
    const found = this.#find(source);
    if (separator === "," && !found) return [fallback];
    const items = (found?.value ?? fallback).split(separator).filter((item) => item.trim() !== "");
    // `host1,` is a host list, not a path: the inventory room tells them apart by the comma.
    if (separator === "," && found?.value.includes(",") && !found.value.includes("/")) return [found.value];
    return items.map((item) => this.#absolute(item.trim(), found?.fromFile ?? false));
  }

  optionalInt(source: Source): number | undefined {
    const value = this.text(source);
    if (value === undefined) return undefined;
    if (/^\s*-?\d+\s*$/.test(value)) return Number(value);
    throw wrongKind(source, value, "a whole number");
  }

  int(source: Source, fallback: number): number {
    return this.optionalInt(source) ?? fallback;
  }

  bool(source: Source, fallback: boolean): boolean {
    const value = this.text(source)?.trim().toLowerCase();
    if (value === undefined || value === "") return fallback;
    if (["true", "yes", "on", "1", "y", "t"].includes(value)) return true;
    if (["false", "no", "off", "0", "n", "f"].includes(value)) return false;
    throw wrongKind(source, value, "true or false");
  }

  choice<const T extends string>(source: Source, choices: readonly [T, ...T[]]): T {
    const value = this.text(source)?.trim();
    if (value === undefined || value === "") return choices[0];
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw wrongKind(source, value, `one of ${choices.join(", ")}`);
  }

  #find({ env, section = "defaults", key }: Source): { value: string; fromFile: boolean } | undefined {
    const fromEnv = this.#env[env];
    if (fromEnv !== undefined) return { value: fromEnv, fromFile: false };
    const fromFile = this.file.sections.get(section)?.get(key);
    return fromFile === undefined ? undefined : { value: unquote(fromFile), fromFile: true };
  }

  #absolute(path: string, fromFile: boolean): string {
    const home = this.#env["HOME"] ?? homedir();
    const expanded = path
      .replace(/^~(?=\/|$)/, home)
      .replace(/\$\{?(\w+)\}?/g, (whole, name: string) => this.#env[name] ?? whole);
    if (isAbsolute(expanded)) return expanded;
    return join(fromFile && this.file.path !== undefined ? dirname(this.file.path) : this.#cwd, expanded);
  }
}

function unquote(value: string): string {
  return /^(["']).*\1$/.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}

function wrongKind({ env, key }: Source, value: string, expected: string): HintedError {
  return new HintedError("USAGE", `Setting '${key}' is '${value}', expected ${expected}`, {
    hint: `Correct '${key}' in ansible.cfg or ${env} in the environment`,
  });
}
