/** Keys whose values depend on time, load or the machine, not on the API's behaviour. */
const VOLATILE = new Set(
  "starttime endtime pstart pid uptime cpu mem maxmem disk maxdisk maxcpu diskread diskwrite netin netout digest ctime snaptime used avail total_bytes used_fraction loadavg memhost level upid meta vmgenid smbios1 value ticket CSRFPreventionToken repoid version release running-machine running-qemu serial mode size swap maxswap cgroup-mode saved local nodeid ssl_fingerprint time uid msg pri next-run pressurecpusome pressurecpufull pressureiosome pressureiofull pressurememorysome pressurememoryfull".split(
    " ",
  ),
);
/** Keys that come and go with the machine. */
const OPTIONAL = new Set("pid pstart saved total uptime memhost running-qemu running-machine".split(" "));
/** Keys whose text is a list in no particular order. */
const LISTS = new Set(["content", "privs", "groups", "roles", "nodes"]);

const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/UPID:[\w.-]+:[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:\w+:[^:]*:[^:]+:/gi, "<upid>"],
  [/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi, "<uuid>"],
  [/(?:[0-9A-F]{2}:){5}[0-9A-F]{2}/gi, "<mac>"],
  [/pveupload-[0-9a-f]+/g, "<upload>"],
  [/ at \/\S+ line \d+\.?/g, " at <code>"],
  [/\b1[789]\d{8}\b/g, "<time>"],
  [/\b[0-9a-f]{40}\b/g, "<digest>"],
  [/\d+(?:\.\d+)?\s?[KMG]iB\/s/g, "<rate>"],
  [/(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d/g, "<clock>"],
];

/** A text without what differs from run to run: ids, times, digests, rates. */
export function settledText(text: string): string {
  return REPLACEMENTS.reduce((settled, [pattern, name]) => settled.replaceAll(pattern, name), text);
}

/** A body in a form that is equal for equal behaviour: keys sorted, lists in any order, volatile values masked. */
export function settledBody(value: unknown, key = ""): unknown {
  if (VOLATILE.has(key) && (typeof value === "number" || typeof value === "string" || value === null))
    return "<volatile>";
  if (typeof value === "string")
    return LISTS.has(key) ? settledText(value).split(",").sort().join(",") : settledText(value);
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(settledBody(item))).sort();
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([name]) => !OPTIONAL.has(name));
  return Object.fromEntries(
    kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, settledBody(item, name)]),
  );
}
