const UNITS = ["", "K", "M", "G", "T"];

/** Bytes of a size such as `2.5G`; a bare number is bytes. */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text);
  if (!match) return Number.NaN;
  return Math.floor(Number(match[1]) * 1024 ** UNITS.indexOf(match[2] ?? ""));
}

/** Bytes in the largest unit that divides them, as PVE writes sizes into configurations (`2560M`, `528K`, `0T`). */
export function formatSize(bytes: number): string {
  let rest = Math.floor(bytes);
  let unit = 0;
  while (unit < UNITS.length - 1 && rest % 1024 === 0) {
    rest /= 1024;
    unit += 1;
  }
  return `${rest}${UNITS[unit]}`;
}

/** Bytes for people, as in task logs: `2.5 GiB`, `528.0 KiB`. */
export function humanSize(bytes: number): string {
  let rest = bytes;
  let unit = 0;
  while (unit < UNITS.length - 1 && rest >= 1024) {
    rest /= 1024;
    unit += 1;
  }
  return `${rest.toFixed(1)} ${unit === 0 ? "B" : `${UNITS[unit]}iB`}`;
}
