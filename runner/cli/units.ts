const STEPS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Bytes as people read them: `512 MiB`, `1.5 GiB`; a dash when not known. */
export function humanBytes(bytes: number | undefined): string {
  if (bytes === undefined) return "-";
  const step = bytes === 0 ? 0 : Math.min(STEPS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${Number.isInteger(value) || value >= 100 ? Math.round(value) : value.toFixed(1)} ${STEPS[step] ?? ""}`;
}

/** Seconds as people read a run time: `3d 4h`, `4h 12m`, `12m`, `40s`; a dash for none. */
export function humanUptime(seconds: number | undefined): string {
  if (!seconds) return "-";
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return `${days}d ${hours}h`;
  if (hours > 0) return `${hours}h ${minutes}m`;
  return minutes > 0 ? `${minutes}m` : `${Math.floor(seconds)}s`;
}
