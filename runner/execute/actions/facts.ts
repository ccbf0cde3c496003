import { type Sections, splitSections } from "./fact-script.ts";
import { interfaceFacts } from "./facts-network.ts";
import { dateFacts, distributionFacts, memoryFacts, mountFacts } from "./facts-system.ts";

type Facts = Record<string, unknown>;

interface Wanted {
  readonly subset: readonly string[];
  readonly filter: readonly string[];
  /** The target's own facts. */
  readonly local: Readonly<Record<string, unknown>>;
}

/** Facts from the output of {@link factScript}, with the names of Ansible's. */
export function collectFacts(output: string, { subset, filter, local }: Wanted): Facts {
  const sections = splitSections(output);
  const minimal: Facts = {
    ...systemFacts(sections),
    ...distributionFacts(sections),
    ...userFacts(sections),
    ...dateFacts(sections),
    ansible_env: environmentFacts(sections),
    ansible_service_mgr: serviceManager(sections),
    ansible_pkg_mgr: packageManager(sections),
    ...pythonFacts(sections),
    ansible_local: local,
    gather_subset: subset,
    module_setup: true,
  };
  const wanted = wantedSubsets(subset);
  const facts: Facts = {
    ...(wanted.has("min") ? minimal : { gather_subset: subset, module_setup: true }),
    ...(wanted.has("network") ? interfaceFacts(sections) : {}),
    ...(wanted.has("hardware") ? { ...memoryFacts(sections), ...mountFacts(sections) } : {}),
    ...(wanted.has("virtual") ? virtualFacts(sections) : {}),
  };
  return filter.length === 0 ? facts : filtered(facts, filter);
}

const GROUPS = ["min", "network", "hardware", "virtual"] as const;

/** `all`, names and `!names`; `min` is always there unless `!all,!min`. Finer names count as their group. */
function wantedSubsets(subset: readonly string[]): ReadonlySet<string> {
  const names = subset.map((name) => name.trim());
  const wanted = new Set<string>(["min"]);
  if (names.every((name) => name.startsWith("!")) || names.includes("all"))
    for (const group of GROUPS) wanted.add(group);
  for (const name of names) if (!name.startsWith("!")) wanted.add(groupOf(name));
  const named = GROUPS.filter((group) => group === "min" || names.includes(group));
  if (names.includes("!all")) for (const group of GROUPS) if (!named.includes(group)) wanted.delete(group);
  for (const name of names) if (name.startsWith("!")) wanted.delete(name.slice(1));
  return wanted;
}

function groupOf(name: string): string {
  if (["interfaces", "default_ipv4", "default_ipv6", "all_ipv4_addresses", "all_ipv6_addresses"].includes(name))
    return "network";
  if (["devices", "mounts", "processor", "memory"].includes(name)) return "hardware";
  return name.startsWith("virtualization") ? "virtual" : name;
}

function systemFacts(sections: Sections): Facts {
  const [system = "", node = "", kernel = "", version = "", machine = ""] = sections.get("uname") ?? [];
  const fqdn = sections.get("fqdn")?.[0] ?? node;
  return {
    ansible_system: system,
    ansible_nodename: node,
    ansible_hostname: node.split(".")[0] ?? node,
    ansible_fqdn: fqdn === "" ? node : fqdn,
    ansible_domain: fqdn.includes(".") ? fqdn.slice(fqdn.indexOf(".") + 1) : "",
    ansible_kernel: kernel,
    ansible_kernel_version: version,
    ansible_machine: machine,
    ansible_architecture: machine,
    ansible_userspace_architecture: machine,
    ansible_userspace_bits: /64/.test(machine) ? "64" : "32",
    ansible_machine_id: sections.get("machine")?.[0] ?? "",
    ansible_dns: dnsFacts(sections),
    ansible_cmdline: commandLine(sections),
  };
}

function userFacts(sections: Sections): Facts {
  const [name = "", uid, gid, home = "", shell = "", entry = ""] = sections.get("user") ?? [];
  const fields = entry.split(":");
  return {
    ansible_user_id: name,
    ansible_user_uid: Number(uid),
    ansible_user_gid: Number(gid),
    ansible_user_gecos: fields[4] ?? "",
    ansible_user_dir: fields[5] ?? home,
    ansible_user_shell: fields[6] ?? shell,
    ansible_real_user_id: Number(uid),
    ansible_effective_user_id: Number(uid),
    ansible_real_group_id: Number(gid),
    ansible_effective_group_id: Number(gid),
  };
}

function environmentFacts(sections: Sections): Record<string, string> {
  const env: Record<string, string> = {};
  let name = "";
  for (const line of sections.get("env") ?? []) {
    const match = /^([A-Za-z_]\w*)=(.*)$/.exec(line);
    if (match?.[1] !== undefined) env[(name = match[1])] = match[2] ?? "";
    else if (name !== "") env[name] += `\n${line}`;
  }
  return env;
}

function serviceManager(sections: Sections): string {
  const init = sections.get("init")?.[0]?.trim() ?? "";
  return ["systemd", "runit", "openrc-init"].includes(init) ? init : init === "init" ? "sysvinit" : init;
}

/** Of the Python a target happens to have; nothing when it has none. */
function pythonFacts(sections: Sections): Facts {
  const [executable, type, version = "", context] = sections.get("python") ?? [];
  if (executable === undefined) return {};
  const info = version.split(" ").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const [major, minor, micro, releaselevel, serial] = info;
  return {
    ansible_python: {
      executable,
      type,
      version: { major, minor, micro, releaselevel, serial },
      version_info: info,
      has_sslcontext: context !== undefined,
    },
    ansible_python_version: `${major}.${minor}.${micro}`,
  };
}

const PACKAGE_MANAGERS: Readonly<Record<string, string>> = { "apt-get": "apt" };

function packageManager(sections: Sections): string {
  const tool = sections.get("package")?.[0];
  return tool === undefined ? "unknown" : (PACKAGE_MANAGERS[tool] ?? tool);
}

function virtualFacts(sections: Sections): Facts {
  const found = (sections.get("virtual") ?? []).filter((name) => name !== "" && name !== "none");
  const [kind] = found;
  const isContainer = ["docker", "lxc", "lxc-libvirt", "podman", "openvz", "systemd-nspawn"].includes(kind ?? "");
  return {
    ansible_virtualization_type: kind ?? "NA",
    ansible_virtualization_role: kind === undefined ? "NA" : "guest",
    ansible_virtualization_tech_guest: isContainer ? [kind, "container"] : kind === undefined ? [] : [kind],
    ansible_virtualization_tech_host: [],
    ansible_product_name: sections.get("product")?.[0] ?? "NA",
    ansible_system_vendor: sections.get("product")?.[1] ?? "NA",
  };
}

function dnsFacts(sections: Sections): Record<string, string[]> {
  const dns: Record<string, string[]> = {};
  for (const line of sections.get("dns") ?? []) {
    const [key, ...values] = line.trim().split(/\s+/);
    if (key === "nameserver") dns["nameservers"] = [...(dns["nameservers"] ?? []), ...values];
    else if (key === "search" || key === "sortlist" || key === "options") dns[key] = values;
  }
  return dns;
}

function commandLine(sections: Sections): Record<string, string | boolean> {
  const words = (sections.get("cmdline")?.[0] ?? "").split(/\s+/).filter(Boolean);
  return Object.fromEntries(
    words.map((word) =>
      word.includes("=") ? [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)] : [word, true],
    ),
  );
}

function filtered(facts: Facts, patterns: readonly string[]): Facts {
  const tests = patterns.map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .replace(/[.+^${}()|\\]/g, String.raw`\$&`)
          .replaceAll("*", ".*")
          .replaceAll("?", ".")}$`,
      ),
  );
  const keep = (name: string): boolean =>
    tests.some((test) => test.test(name) || test.test(name.replace(/^ansible_/, "")));
  return Object.fromEntries(Object.entries(facts).filter(([name]) => keep(name)));
}
