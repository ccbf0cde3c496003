import { readFileSync } from "node:fs";

// Node reads the system's authorities at its very start where this is set. That costs more than all else it does then, and
// would hide what is measured; users' shells do not set it.
delete process.env.NODE_EXTRA_CA_CERTS;

/** Follows the most resident memory a process ever had until it is asked, in MB. Read from /proc, so that it needs Linux. */
export function watchMemory({ pid }) {
  let megabytes = 0;
  const look = () => {
    try {
      const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      megabytes = Math.max(megabytes, Number(kib ?? 0) / 1024);
    } catch {
      // It has ended between two looks.
    }
  };
  const sampling = setInterval(look, 20);
  return {
    peak() {
      clearInterval(sampling);
      return megabytes;
    },
  };
}

/** Milliseconds a call takes. */
export function time(call) {
  const start = process.hrtime.bigint();
  call();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** The middle value. */
export function medianOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
