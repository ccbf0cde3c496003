import type { Dict, Value } from "../../core/values.ts";

/** Counts of one host in the recap. */
export interface HostStats {
  ok: number;
  changed: number;
  unreachable: number;
  failed: number;
  skipped: number;
  rescued: number;
  ignored: number;
}

/** Counts of a run by host, and what set_stats gathered. */
export class Stats {
  readonly hosts = new Map<string, HostStats>();
  /** Of set_stats: per host, and under `_run` for the whole run. */
  readonly custom = new Map<string, Dict>();

  count(host: string, what: keyof HostStats): void {
    const known = this.hosts.get(host);
    if (known) known[what] += 1;
    else this.hosts.set(host, { ...NONE, [what]: 1 });
  }

  /** set_stats: numbers add up and dicts and lists grow when `aggregate`, other values replace. */
  addCustom(host: string, data: Dict, aggregate: boolean): void {
    const known = this.custom.get(host) ?? new Map<Value, Value>();
    this.custom.set(host, known);
    for (const [name, value] of data) {
      const before = known.get(name);
      known.set(name, aggregate && before !== undefined ? combine(before, value) : value);
    }
  }
}

const NONE: HostStats = { ok: 0, changed: 0, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 };

function combine(before: Value, value: Value): Value {
  if (typeof before === "number" && typeof value === "number") return before + value;
  if (typeof before === "string" && typeof value === "string") return before + value;
  if (Array.isArray(before) && Array.isArray(value)) return [...before, ...value];
  if (before instanceof Map && value instanceof Map) return new Map([...before, ...value]);
  return value;
}
