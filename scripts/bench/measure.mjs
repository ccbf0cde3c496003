// Node reads the system's authorities at its very start where this is set. That costs more than all else it does then, and
// would hide what is measured; users' shells do not set it.
delete process.env.NODE_EXTRA_CA_CERTS;

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
