import { wantedCollectors } from "./collectors.ts";
import { hardwareFacts } from "./hardware.ts";
import { interfaceFacts } from "./network.ts";
import { type Facts, type Sections, splitSections } from "./script.ts";
import { apparmorFacts, chrootFacts, fipsFacts, hostKeyFacts, selinuxFacts } from "./security.ts";
import { dateFacts, distributionFacts, loadFacts, lsbFacts, virtualFacts } from "./system.ts";

interface Wanted {
  readonly subset: readonly string[];
  readonly filter: readonly string[];
  /** The target's own facts. */
  readonly local: Readonly<Record<string, unknown>>;
}

type Collect = (sections: Sections) => Facts;

/** What each collector of Ansible's finds, as far as a POSIX shell can tell. */
const COLLECT: Readonly<Record<string, Collect>> = {
  apparmor: apparmorFacts,
  chroot: chrootFacts,
  cmdline: (sections) => ({ ansible_cmdline: commandLine(sections) }),
  date_time: dateFacts,
  distribution: distributionFacts,
  dns: (sections) => ({ ansible_dns: dnsFacts(sections) }),
  env: (sections) => ({ ansible_env: environmentFacts(sections) }),
  fips: fipsFacts,
  hardware: hardwareFacts,
  loadavg: loadFacts,
  lsb: lsbFacts,
  network: interfaceFacts,
  pkg_mgr: (sections) => ({ ansible_pkg_mgr: packageManager(sections) }),
  platform: (sections) => ({ ...systemFacts(sections), ...pythonVersion(sections) }),
  python: pythonFacts,
  selinux: selinuxFacts,
  service_mgr: (sections) => ({ ansible_service_mgr: serviceManager(sections) }),
  ssh_pub_keys: hostKeyFacts,
  user: userFacts,
  virtual: virtualFacts,
};

/** Facts from the output of {@link factScript}, with the names of Ansible's. @throws HintedError OPTION_INVALID for a bad subset */
export function collectFacts(output: string, { subset, filter, local }: Wanted): Facts {
  const sections = splitSections(output);
  const wanted = wantedCollectors(subset);
  const facts: Facts = {};
  for (const [name, collect] of Object.entries(COLLECT)) {
    if (wanted.has(name)) Object.assign(facts, collect(sections));
  }
  if (wanted.has("local")) facts["ansible_local"] = local;
  Object.assign(facts, { gather_subset: subset, module_setup: true });
  return filter.length === 0 ? facts : filtered(facts, filter);
}

function systemFacts(sections: Sections): Facts {
  const [line = "", version = ""] = sections.get("uname") ?? [];
  const [system = "", node = "", kernel = "", machine = ""] = line.split(" ");
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
  };
}

function userFacts(sections: Sections): Facts {
  const [ids = "", home = "", shell = "", entry = ""] = sections.get("user") ?? [];
  const [, uid, name = "", gid] = /^uid=(\d+)(?:\(([^)]*)\))? gid=(\d+)/.exec(ids) ?? [];
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
  };
}

function pythonVersion(sections: Sections): Facts {
  const version = sections.get("python")?.[2];
  return version === undefined ? {} : { ansible_python_version: version.split(" ").slice(0, 3).join(".") };
}

const PACKAGE_MANAGERS: Readonly<Record<string, string>> = { "apt-get": "apt" };

function packageManager(sections: Sections): string {
  const tool = sections.get("package")?.[0];
  return tool === undefined ? "unknown" : (PACKAGE_MANAGERS[tool] ?? tool);
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
