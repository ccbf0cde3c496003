import type { Facts, Sections } from "./script.ts";

const NAMES: Readonly<Record<string, string>> = {
  debian: "Debian",
  ubuntu: "Ubuntu",
  alpine: "Alpine",
  fedora: "Fedora",
  rhel: "RedHat",
  centos: "CentOS",
  rocky: "Rocky",
  almalinux: "AlmaLinux",
  arch: "Archlinux",
  "opensuse-leap": "openSUSE Leap",
};

const FAMILIES: Readonly<Record<string, string>> = {
  debian: "Debian",
  ubuntu: "Debian",
  alpine: "Alpine",
  fedora: "RedHat",
  rhel: "RedHat",
  centos: "RedHat",
  rocky: "RedHat",
  almalinux: "RedHat",
  arch: "Archlinux",
  "opensuse-leap": "Suse",
};

/** Distribution, from os-release. */
export function distributionFacts(sections: Sections): Facts {
  const release = new Map(
    (sections.get("release") ?? []).map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1).replace(/^(["'])(.*)\1$/, "$2")] as const;
    }),
  );
  const id = release.get("ID") ?? "";
  const debian = sections.get("debian")?.[0];
  const version =
    id === "debian" && debian !== undefined && /^\d/.test(debian) ? debian : (release.get("VERSION_ID") ?? "");
  const major = version.split(".")[0] ?? "";
  return {
    ansible_distribution: NAMES[id] ?? release.get("NAME") ?? id,
    ansible_distribution_version: version,
    ansible_distribution_major_version: major,
    ansible_distribution_minor_version: version.split(".")[1] ?? "",
    ansible_distribution_release: release.get("VERSION_CODENAME") ?? "NA",
    ansible_distribution_file_parsed: true,
    ansible_distribution_file_path: "/etc/os-release",
    ansible_distribution_file_variety: NAMES[id] ?? release.get("NAME") ?? id,
    ansible_os_family: FAMILIES[id] ?? NAMES[id] ?? release.get("NAME") ?? id,
  };
}

/** The clock of the target. */
export function dateFacts(sections: Sections): Facts {
  const [line = ""] = sections.get("date") ?? [];
  const [year, month, day, hour, minute, second, epoch, weekday, tz, offset, number, week, nanos = "0"] =
    line.split("|");
  const micros = nanos.padEnd(9, "0").slice(0, 6);
  const utc = new Date(Number(epoch ?? 0) * 1000).toISOString().slice(0, 19);
  return {
    ansible_date_time: {
      year,
      month,
      day,
      hour,
      minute,
      second,
      epoch,
      epoch_int: epoch,
      weekday,
      weekday_number: String(Number(number) % 7),
      weeknumber: week,
      date: `${year}-${month}-${day}`,
      time: `${hour}:${minute}:${second}`,
      iso8601: `${utc}Z`,
      iso8601_micro: `${utc}.${micros}Z`,
      iso8601_basic: `${year}${month}${day}T${hour}${minute}${second}${micros}`,
      iso8601_basic_short: `${year}${month}${day}T${hour}${minute}${second}`,
      tz,
      tz_offset: offset,
      tz_dst: tz,
    },
  };
}

/** What the distribution says of itself to LSB programs: of lsb_release, else of its file. */
export function lsbFacts(sections: Sections): Facts {
  const told = pairs(sections.get("lsb") ?? [], ":");
  const names = told.size > 0 ? LSB_PROGRAM : LSB_FILE;
  const source = told.size > 0 ? told : pairs(sections.get("lsbfile") ?? [], "=");
  const lsb: Record<string, string> = {};
  for (const [name, key] of Object.entries(names)) {
    const value = source.get(key);
    if (value !== undefined) lsb[name] = value.replace(/^["']+|["']+$/g, "");
  }
  if (lsb["release"] !== undefined) lsb["major_release"] = lsb["release"].split(".")[0] ?? "";
  return { ansible_lsb: lsb };
}

const LSB_PROGRAM = { release: "Release", id: "Distributor ID", description: "Description", codename: "Codename" };
const LSB_FILE = {
  release: "DISTRIB_RELEASE",
  id: "DISTRIB_ID",
  description: "DISTRIB_DESCRIPTION",
  codename: "DISTRIB_CODENAME",
};

function pairs(lines: readonly string[], sign: string): ReadonlyMap<string, string> {
  return new Map(
    lines
      .filter((line) => line.includes(sign))
      .map((line) => [line.slice(0, line.indexOf(sign)), line.slice(line.indexOf(sign) + 1).trim()]),
  );
}

/** Processes that ran or waited to run, on average. */
export function loadFacts(sections: Sections): Facts {
  const [one, five, fifteen] = (sections.get("loadavg")?.[0] ?? "").split(" ").map(Number);
  return fifteen === undefined ? {} : { ansible_loadavg: { "1m": one, "5m": five, "15m": fifteen } };
}

/** What runs below the system: `guest` of something, or `host` for others. */
export function virtualFacts(sections: Sections): Facts {
  const found = (sections.get("virtual") ?? []).filter((name) => name !== "" && name !== "none");
  const isHost = (sections.get("hypervisor") ?? []).length > 0;
  const [kind] = found;
  const isContainer = ["docker", "lxc", "lxc-libvirt", "podman", "openvz", "systemd-nspawn"].includes(kind ?? "");
  return {
    ansible_virtualization_type: kind ?? (isHost ? "kvm" : "NA"),
    ansible_virtualization_role: kind === undefined ? (isHost ? "host" : "NA") : "guest",
    ansible_virtualization_tech_guest: isContainer ? ["container", kind] : kind === undefined ? [] : [kind],
    ansible_virtualization_tech_host: isHost ? ["kvm"] : [],
  };
}
