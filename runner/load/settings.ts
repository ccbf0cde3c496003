import type { AnsibleConfig, Setting } from "../../core/ansible-config.ts";
import { HintedError } from "../../core/errors.ts";
import { expandPath, type PathContext } from "../../core/paths.ts";

/** The settings of Ansible's configuration that a run honours, vault and inventory aside. Paths are absolute. */
export type Settings = ReturnType<typeof readSettings>;

const DEFAULT_COLLECTIONS = ["~/.ansible/collections", "/usr/share/ansible/collections"];
const DEFAULT_ROLES = ["~/.ansible/roles", "/usr/share/ansible/roles", "/etc/ansible/roles"];
const DEFAULT_LIBRARY = ["~/.ansible/plugins/modules", "/usr/share/ansible/plugins/modules"];

/** Reads the settings of a run. @throws HintedError USAGE for a value of the wrong kind */
export function readSettings(config: AnsibleConfig, context: PathContext) {
  return {
    ...pathSettings(config, context),
    ...connectionSettings(config),
    ...becomeSettings(config),
    ...languageSettings(config),
    ...outputSettings(config),
  };
}

function pathSettings(config: AnsibleConfig, context: PathContext) {
  const expanded = (paths: readonly string[]): string[] => paths.map((path) => expandPath(path, context));
  return {
    configFile: config.file,
    rolesPath: config.paths(defaults("ANSIBLE_ROLES_PATH", "roles_path")) ?? expanded(DEFAULT_ROLES),
    libraryPath: config.paths(defaults("ANSIBLE_LIBRARY", "library")) ?? expanded(DEFAULT_LIBRARY),
    collectionsPath:
      config.paths({
        env: ["ANSIBLE_COLLECTIONS_PATH", "ANSIBLE_COLLECTIONS_PATHS"],
        ini: ["defaults", "collections_path"],
      }) ??
      config.paths({ ini: ["defaults", "collections_paths"] }) ??
      expanded(DEFAULT_COLLECTIONS),
    privateKeyFile: config.path(defaults("ANSIBLE_PRIVATE_KEY_FILE", "private_key_file")),
  };
}

function connectionSettings(config: AnsibleConfig) {
  return {
    forks: int(config, defaults("ANSIBLE_FORKS", "forks")) ?? 5,
    transport: config.text(defaults("ANSIBLE_TRANSPORT", "transport")) ?? "ssh",
    remoteUser: config.text(defaults("ANSIBLE_REMOTE_USER", "remote_user")),
    remotePort: int(config, defaults("ANSIBLE_REMOTE_PORT", "remote_port")),
    hostKeyChecking: config.flag(defaults("ANSIBLE_HOST_KEY_CHECKING", "host_key_checking")) ?? true,
    connectTimeout: int(config, defaults("ANSIBLE_TIMEOUT", "timeout")) ?? 10,
    ...sshArguments(config),
    askPass: config.flag(defaults("ANSIBLE_ASK_PASS", "ask_pass")) ?? false,
  };
}

function sshArguments(config: AnsibleConfig) {
  const setting = (env: string, key: string): Setting => ({ env: [env], ini: ["ssh_connection", key] });
  return {
    sshArgs: config.text(setting("ANSIBLE_SSH_ARGS", "ssh_args")),
    sshCommonArgs: config.text(setting("ANSIBLE_SSH_COMMON_ARGS", "ssh_common_args")),
    sshExtraArgs: config.text(setting("ANSIBLE_SSH_EXTRA_ARGS", "ssh_extra_args")),
  };
}

function becomeSettings(config: AnsibleConfig) {
  const setting = (env: string, key: string): Setting => ({ env: [env], ini: ["privilege_escalation", key] });
  return {
    become: config.flag(setting("ANSIBLE_BECOME", "become")) ?? false,
    becomeMethod: config.text(setting("ANSIBLE_BECOME_METHOD", "become_method")) ?? "sudo",
    becomeUser: config.text(setting("ANSIBLE_BECOME_USER", "become_user")),
    becomeAskPass: config.flag(setting("ANSIBLE_BECOME_ASK_PASS", "become_ask_pass")) ?? false,
  };
}

function languageSettings(config: AnsibleConfig) {
  const flag = (env: string, key: string): boolean | undefined => config.flag(defaults(env, key));
  return {
    gathering: choice(config, defaults("ANSIBLE_GATHERING", "gathering"), ["implicit", "explicit", "smart"]),
    factsModules: config.list(defaults("ANSIBLE_FACTS_MODULES", "facts_modules")) ?? ["smart"],
    hashBehaviour: choice(config, defaults("ANSIBLE_HASH_BEHAVIOUR", "hash_behaviour"), ["replace", "merge"]),
    injectFacts: flag("ANSIBLE_INJECT_FACT_VARS", "inject_facts_as_vars") ?? true,
    forceHandlers: flag("ANSIBLE_FORCE_HANDLERS", "force_handlers") ?? false,
    anyErrorsFatal: flag("ANSIBLE_ANY_ERRORS_FATAL", "any_errors_fatal") ?? false,
    errorOnMissingHandler: flag("ANSIBLE_ERROR_ON_MISSING_HANDLER", "error_on_missing_handler") ?? true,
    noLog: flag("ANSIBLE_NO_LOG", "no_log") ?? false,
    privateRoleVars: flag("ANSIBLE_PRIVATE_ROLE_VARS", "private_role_vars"),
    strategy: config.text(defaults("ANSIBLE_STRATEGY", "strategy")) ?? "linear",
    taskTimeout: int(config, defaults("ANSIBLE_TASK_TIMEOUT", "task_timeout")) ?? 0,
    factCache: {
      kind: config.text({ env: ["ANSIBLE_CACHE_PLUGIN"], ini: ["defaults", "fact_caching"] }) ?? "memory",
      folder: config.path({ env: ["ANSIBLE_CACHE_PLUGIN_CONNECTION"], ini: ["defaults", "fact_caching_connection"] }),
      prefix: config.text({ env: ["ANSIBLE_CACHE_PLUGIN_PREFIX"], ini: ["defaults", "fact_caching_prefix"] }) ?? "",
      timeout:
        int(config, { env: ["ANSIBLE_CACHE_PLUGIN_TIMEOUT"], ini: ["defaults", "fact_caching_timeout"] }) ?? 86_400,
    },
    asyncFolder: config.text(defaults("ANSIBLE_ASYNC_DIR", "async_dir")) ?? "~/.ansible_async",
    pollInterval: int(config, defaults("ANSIBLE_POLL_INTERVAL", "poll_interval")) ?? 15,
    runTags: config.list({ env: ["ANSIBLE_RUN_TAGS"], ini: ["tags", "run"] }) ?? [],
    skipTags: config.list({ env: ["ANSIBLE_SKIP_TAGS"], ini: ["tags", "skip"] }) ?? [],
  };
}

function outputSettings(config: AnsibleConfig) {
  return {
    stdoutCallback: config.text(defaults("ANSIBLE_STDOUT_CALLBACK", "stdout_callback")),
    displaySkippedHosts: config.flag(defaults("ANSIBLE_DISPLAY_SKIPPED_HOSTS", "display_skipped_hosts")) ?? true,
    alwaysDiff: config.flag({ env: ["ANSIBLE_DIFF_ALWAYS"], ini: ["diff", "always"] }) ?? false,
  };
}

function defaults(env: string, key: string): Setting {
  return { env: [env], ini: ["defaults", key] };
}

function int(config: AnsibleConfig, setting: Setting): number | undefined {
  const text = config.text(setting)?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^-?\d+$/.test(text)) return Number(text);
  throw wrongKind(setting, text, "a whole number");
}

function choice<const T extends string>(config: AnsibleConfig, setting: Setting, choices: readonly [T, ...T[]]): T {
  const text = config.text(setting)?.trim();
  if (text === undefined || text === "") return choices[0];
  const found = choices.find((candidate) => candidate === text);
  if (found !== undefined) return found;
  throw wrongKind(setting, text, `one of ${choices.join(", ")}`);
}

function wrongKind({ env = [], ini = ["", ""] }: Setting, value: string, expected: string): HintedError {
  return new HintedError("USAGE", `Setting '${ini[1]}' is '${value}', expected ${expected}`, {
    hint: `Correct '${ini[1]}' in ansible.cfg or ${env.join(", ")} in the environment`,
  });
}
