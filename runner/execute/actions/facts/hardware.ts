import type { Facts, Sections } from "./script.ts";

/** Memory, processors, file systems, disks and what the machine's maker says of it. */
export function hardwareFacts(sections: Sections): Facts {
  return { ...memoryFacts(sections), ...processorFacts(sections), ...mountFacts(sections), ...makerFacts(sections) };
}

function memoryFacts(sections: Sections): Facts {
  const memory = new Map(
    (sections.get("memory") ?? []).map((line) => {
      const [name = "", kilobytes] = line.split(/:\s+/);
      return [name, Math.floor(Number.parseInt(kilobytes ?? "0", 10) / 1024)] as const;
    }),
  );
  const of = (name: string): number => memory.get(name) ?? 0;
  const total = of("MemTotal");
  const free = of("MemFree");
  const reclaimable = of("Cached") + free + of("Buffers");
  const swap = { total: of("SwapTotal"), free: of("SwapFree") };
  return {
    ansible_memtotal_mb: total,
    ansible_memfree_mb: free,
    ansible_swaptotal_mb: swap.total,
    ansible_swapfree_mb: swap.free,
    ansible_memory_mb: {
      real: { total, used: total - free, free },
      nocache: { free: reclaimable, used: total - reclaimable },
      swap: { ...swap, used: swap.total - swap.free, cached: of("SwapCached") },
    },
  };
}

function processorFacts(sections: Sections): Facts {
  const cpu = sections.get("cpu") ?? [];
  const field = (name: string): string[] =>
    cpu.filter((line) => line.startsWith(name)).map((line) => line.slice(line.indexOf(":") + 1).trim());
  const threads = field("processor").length;
  const cores = Number(field("cpu cores")[0] ?? threads) || 1;
  const sockets = new Set(field("physical id")).size || 1;
  const uptime = Number.parseFloat(sections.get("uptime")?.[0] ?? "0");
  return {
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
    ansible_flags: (field("flags")[0] ?? "").split(" ").filter(Boolean),
    ansible_uptime_seconds: Math.floor(uptime),
  };
}

/** Mounted file systems on real devices. */
function mountFacts(sections: Sections): Facts {
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

/** Files of /sys/class/dmi/id by fact. */
const MAKER: Readonly<Record<string, string>> = {
  bios_date: "bios_date",
  bios_vendor: "bios_vendor",
  bios_version: "bios_version",
  board_asset_tag: "board_asset_tag",
  board_name: "board_name",
  board_serial: "board_serial",
  board_vendor: "board_vendor",
  board_version: "board_version",
  chassis_asset_tag: "chassis_asset_tag",
  chassis_serial: "chassis_serial",
  chassis_vendor: "chassis_vendor",
  chassis_version: "chassis_version",
  form_factor: "chassis_type",
  product_name: "product_name",
  product_serial: "product_serial",
  product_uuid: "product_uuid",
  product_version: "product_version",
  system_vendor: "sys_vendor",
};

/** Of the SMBIOS specification, by number. */
const FORMS = [
  "Unknown,Other,Unknown,Desktop,Low Profile Desktop,Pizza Box,Mini Tower,Tower,Portable,Laptop,Notebook,Hand Held",
  "Docking Station,All In One,Sub Notebook,Space-saving,Lunch Box,Main Server Chassis,Expansion Chassis,Sub Chassis",
  "Bus Expansion Chassis,Peripheral Chassis,RAID Chassis,Rack Mount Chassis,Sealed-case PC,Multi-system,CompactPCI",
  "AdvancedTCA,Blade,Blade Enclosure,Tablet,Convertible,Detachable,IoT Gateway,Embedded PC,Mini PC,Stick PC",
].flatMap((line) => line.split(","));

function makerFacts(sections: Sections): Facts {
  const told = new Map(
    (sections.get("product") ?? []).map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1).trim()] as const;
    }),
  );
  const value = (fact: string, file: string): string => {
    const text = told.get(file);
    if (text === undefined) return "NA";
    return fact === "form_factor" ? (FORMS[Number(text)] ?? `unknown (${text})`) : text;
  };
  return Object.fromEntries(Object.entries(MAKER).map(([fact, file]) => [`ansible_${fact}`, value(fact, file)]));
}
