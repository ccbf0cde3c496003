const CPU = new Set(["cores", "cpulimit", "cpuunits"]);
const MEMORY = new Set(["memory", "swap"]);
const NETWORK = new Set(["hostname", "nameserver", "searchdomain"]);

/** In the order in which the server asks (source: recorded calls). */
const ORDER = ["VM.Config.Network", "VM.Config.Disk", "VM.Config.Memory", "VM.Config.CPU", "VM.Config.Options"];

/** Keys that need nothing of their own. */
const FREE = new Set(["arch", "features", "lock", "ostype", "unprivileged"]);

/** Whether the key is a volume. */
export function isVolumeKey(key: string): boolean {
  return /^(?:rootfs|mp\d+)$/.test(key);
}

/** The privilege that lets a container's key be set or removed; undefined when it needs none (source: recorded calls). */
export function lxcKeyPrivilege(key: string): string | undefined {
  if (FREE.has(key)) return undefined;
  if (CPU.has(key)) return "VM.Config.CPU";
  if (MEMORY.has(key)) return "VM.Config.Memory";
  if (NETWORK.has(key) || /^net\d+$/.test(key)) return "VM.Config.Network";
  if (isVolumeKey(key) || /^unused\d+$/.test(key)) return "VM.Config.Disk";
  return "VM.Config.Options";
}

/** Keys in the order in which the server asks about them. */
export function inServerOrder(keys: readonly string[]): readonly string[] {
  const rank = (key: string): number => ORDER.indexOf(lxcKeyPrivilege(key) ?? "");
  return keys.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
