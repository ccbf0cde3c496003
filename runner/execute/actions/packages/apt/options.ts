import type { Args, Options } from "../../../../../core/spec/options.ts";

/** Options of `apt`. */
export const aptOptions = {
  name: {
    type: "list",
    elements: "str",
    aliases: ["package", "pkg"],
    description: "Packages: name, name=version, name>=version, patterns.",
  },
  state: {
    type: "str",
    choices: ["absent", "build-dep", "fixed", "latest", "present"],
    default: "present",
    description: "What they are to be.",
  },
  update_cache: { type: "bool", aliases: ["update-cache"], description: "Read the lists of packages anew first." },
  update_cache_retries: { type: "int", default: 5, min: 1, description: "How often that is tried." },
  update_cache_retry_max_delay: { type: "int", default: 12, description: "Seconds between tries at most." },
  cache_valid_time: { type: "int", default: 0, description: "Seconds for which lists are fresh enough." },
  deb: { type: "path", description: "A package file of the target, or its address." },
  upgrade: { type: "str", choices: ["dist", "full", "no", "safe", "yes"], default: "no", description: "Upgrade all." },
  autoremove: { type: "bool", default: false, description: "Remove packages nothing needs any more." },
  autoclean: { type: "bool", default: false, description: "Remove old package files." },
  clean: { type: "bool", default: false, description: "Remove all package files." },
  purge: { type: "bool", default: false, description: "Remove configuration with a package." },
  only_upgrade: { type: "bool", default: false, description: "Install nothing that is not installed." },
  default_release: { type: "str", aliases: ["default-release"], description: "Release to take packages from." },
  install_recommends: { type: "bool", aliases: ["install-recommends"], description: "Install what they recommend." },
  force: { type: "bool", default: false, description: "apt-get's --force-yes." },
  fail_on_autoremove: { type: "bool", default: false, description: "Fail when something would be removed." },
  allow_unauthenticated: {
    type: "bool",
    default: false,
    aliases: ["allow-unauthenticated"],
    description: "Take unsigned packages.",
  },
  allow_downgrade: {
    type: "bool",
    default: false,
    aliases: ["allow-downgrade", "allow_downgrades", "allow-downgrades"],
    description: "Take older versions.",
  },
  allow_change_held_packages: { type: "bool", default: false, description: "Change packages on hold." },
  dpkg_options: { type: "str", default: "force-confdef,force-confold", description: "Options for dpkg." },
  policy_rc_d: { type: "int", description: "Exit code of policy-rc.d while packages change; 101 starts no service." },
  lock_timeout: { type: "int", default: 60, description: "Seconds to wait for another apt." },
  force_apt_get: {
    type: "bool",
    default: false,
    description: "Not aptitude but apt-get, which is what is always used.",
  },
  auto_install_module_deps: {
    type: "bool",
    default: true,
    description: "Install what Ansible's module needs; this one needs nothing.",
  },
} as const satisfies Options;

/** Arguments of `apt`. */
export type AptArgs = Args<typeof aptOptions>;
