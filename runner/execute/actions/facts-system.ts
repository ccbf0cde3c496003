import type { Sections } from "./fact-script.ts";

type Facts = Record<string, unknown>;

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
    ansible_os_family: FAMILIES[id] ?? NAMES[id] ?? release.get("NAME") ?? id,
  };
}

/** The clock of the target. */
export function dateFacts(sections: Sections): Facts {
  const [line = "", utc = ""] = sections.get("date") ?? [];
  const [year, month, day, hour, minute, second, epoch, weekday, tz, offset, number, week, nanos = "0"] =
    line.split("|");
  const micros = nanos.padEnd(9, "0").slice(0, 6);
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

/** Memory and processors. */
export function memoryFacts(sections: Sections): Facts {
  const memory = new Map(
    (sections.get("memory") ?? []).map((line) => {
      const [name = "", kilobytes] = line.split(/:\s+/);
      return [name, Math.floor(Number.parseInt(kilobytes ?? "0", 10) / 1024)] as const;
    }),
  );
  const cpu = sections.get("cpu") ?? [];
  const field = (name: string): string[] =>
    cpu.filter((line) => line.startsWith(name)).map((line) => line.slice(line.indexOf(":") + 1).trim());
  const threads = field("processor").length;
  const cores = Number(field("cpu cores")[0] ?? threads) || 1;
  const sockets = new Set(field("physical id")).size || 1;
  const uptime = Number.parseFloat(sections.get("uptime")?.[0] ?? "0");
  return {
    ansible_memtotal_mb: memory.get("MemTotal") ?? 0,
    ansible_memfree_mb: memory.get("MemFree") ?? 0,
    ansible_swaptotal_mb: memory.get("SwapTotal") ?? 0,
    ansible_swapfree_mb: memory.get("SwapFree") ?? 0,
    ansible_processor: field("model name").flatMap((model, index) => [
      String(index),
      field("vendor_id")[index] ?? "",
      model,
    ]),
    ansible_processor_count: sockets,
    ansible_processor_cores: cores,
    ansible_processor_nproc: threads,
    ansible_processor_vcpus: threads,
    ansible_processor_threads_per_core: Math.max(1, Math.round(threads / (cores * sockets))),
    ansible_uptime_seconds: Math.floor(uptime),
  };
}

/** Mounted file systems on real devices. */
export function mountFacts(sections: Sections): Facts {
  const sizes = new Map((sections.get("mounts") ?? []).slice(1).map((line) => sizeOf(line)));
  const mounts = (sections.get("mtab") ?? []).flatMap((line) => {
    const [device = "", mount = "", fstype = "", options = "", dump, passno] = line.split(" ");
    const size = sizes.get(mount);
    if (!device.startsWith("/") || !size) return [];
    return [{ device, mount, fstype, options, dump: Number(dump), passno: Number(passno), ...size }];
  });
  return { ansible_mounts: mounts };
}

function sizeOf(line: string): readonly [string, { size_total: number; size_available: number }] {
  const [, total, , available, , ...mount] = line.split(/\s+/);
  return [mount.join(" "), { size_total: Number(total) * 1024, size_available: Number(available) * 1024 }];
}
