import { HintedError } from "../../../../core/errors.ts";

/** A group of facts that is gathered together, by Ansible's names. */
interface Collector {
  /** Names of single facts that stand for the whole group. */
  readonly facts?: readonly string[];
  /** Groups that are gathered with it. */
  readonly needs?: readonly string[];
  /** Whether it is part of `min`. */
  readonly minimal?: boolean;
}

const MINIMAL: Collector = { minimal: true };

/** Ansible's collectors on Linux (module_utils/facts): what gather_subset may name. */
const COLLECTORS: Readonly<Record<string, Collector>> = {
  apparmor: MINIMAL,
  caps: { minimal: true, facts: ["system_capabilities", "system_capabilities_enforced"] },
  chroot: { facts: ["is_chroot"] },
  cmdline: MINIMAL,
  date_time: MINIMAL,
  distribution: {
    minimal: true,
    facts: ["distribution_major_version", "distribution_release", "distribution_version", "os_family"],
  },
  dns: MINIMAL,
  env: MINIMAL,
  facter: {},
  fibre_channel_wwn: {},
  fips: MINIMAL,
  hardware: { facts: ["devices", "mounts", "processor", "processor_cores", "processor_count"], needs: ["platform"] },
  iscsi: {},
  loadavg: {},
  local: MINIMAL,
  lsb: MINIMAL,
  network: {
    facts: ["all_ipv4_addresses", "all_ipv6_addresses", "default_ipv4", "default_ipv6", "interfaces"],
    needs: ["distribution", "platform"],
  },
  nvme: {},
  ohai: {},
  pkg_mgr: { minimal: true, needs: ["distribution"] },
  platform: {
    minimal: true,
    facts: ["architecture", "kernel", "kernel_version", "machine", "machine_id", "python_version", "system"],
  },
  python: MINIMAL,
  selinux: MINIMAL,
  service_mgr: { minimal: true, needs: ["distribution", "platform"] },
  ssh_pub_keys: {
    minimal: true,
    facts: [
      "ssh_host_key_dsa_public",
      "ssh_host_key_ecdsa_public",
      "ssh_host_key_ed25519_public",
      "ssh_host_key_rsa_public",
      "ssh_host_pub_keys",
    ],
  },
  systemd: {},
  user: {
    minimal: true,
    facts: [
      "effective_group_ids",
      "effective_user_id",
      "real_user_id",
      "user_dir",
      "user_gecos",
      "user_gid",
      "user_id",
      "user_shell",
      "user_uid",
    ],
  },
  virtual: {
    facts: ["virtualization_role", "virtualization_tech_guest", "virtualization_tech_host", "virtualization_type"],
  },
};

const NAMES = Object.keys(COLLECTORS);
const SUBSETS = [...NAMES, ...Object.values(COLLECTORS).flatMap(({ facts = [] }) => facts)].toSorted();
const MIN = NAMES.filter((name) => COLLECTORS[name]?.minimal);

/** Collectors that `gather_subset` asks for: `min` and what it names, less what it names with `!`. @throws HintedError OPTION_INVALID */
export function wantedCollectors(subset: readonly string[]): ReadonlySet<string> {
  const names = subset.map((name) => name.trim());
  const asked = new Set(names.filter((name) => !name.startsWith("!") && name !== "all" && name !== "min"));
  for (const name of asked) if (!SUBSETS.includes(name)) throw badSubset(name);
  const added = new Set([...MIN, ...(names.includes("all") ? NAMES : []), ...asked]);
  for (const name of names) {
    if (!name.startsWith("!")) continue;
    for (const left of leftOut(name.slice(1))) if (!asked.has(left)) added.delete(left);
  }
  const wanted = NAMES.filter((name) => added.has(name) || COLLECTORS[name]?.facts?.some((fact) => added.has(fact)));
  return new Set([...wanted, ...wanted.flatMap((name) => COLLECTORS[name]?.needs ?? [])]);
}

function leftOut(name: string): readonly string[] {
  if (name === "all") return NAMES.filter((other) => !MIN.includes(other));
  return name === "min" ? MIN : [name];
}

function badSubset(name: string): HintedError {
  const message = `Bad subset '${name}' given to Ansible. gather_subset options allowed: all, ${SUBSETS.join(", ")}`;
  return new HintedError("OPTION_INVALID", message, {
    hint: "Use one of these in gather_subset, or its name behind '!'",
  });
}
