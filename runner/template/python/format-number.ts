/** A number in Python's `e`, `f`, `g` or `%` presentation (upper case for the upper-case letters). */
export function formatFloat(value: number, type: string, precision: number): string {
  const lower = type.toLowerCase();
  const shown = Number.isFinite(value) ? finite(value, lower, precision) : special(value);
  return type === lower ? shown : shown.toUpperCase();
}

function special(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

function finite(value: number, type: string, precision: number): string {
  if (type === "f") return fixed(value, precision);
  if (type === "e") return exponential(value, precision);
  return general(value, precision === 0 ? 1 : precision);
}

/** Rounds half to even on the exact binary value, as C's printf does; toFixed rounds such ties up. */
function fixed(value: number, precision: number): string {
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}${precision > 0 ? `.${"0".repeat(precision)}` : ""}`;
  const rounded = value.toFixed(Math.min(100, precision));
  const exact = Math.abs(value).toFixed(Math.min(100, precision + 60));
  const tail = exact.slice(exact.indexOf(".") + 1 + precision);
  if (!/^50*$/.test(tail)) return rounded;
  const kept = exact.slice(0, exact.length - tail.length).replace(/\.$/, "");
  return /[13579]$/.test(kept) ? rounded : (value < 0 ? "-" : "") + kept;
}

function exponential(value: number, precision: number): string {
  return value.toExponential(precision).replace(/e([-+])(\d)$/, "e$10$2");
}

function general(value: number, precision: number): string {
  if (value === 0) return "0";
  const exponent = Number(value.toExponential(precision - 1).split("e")[1]);
  if (exponent < -4 || exponent >= precision) {
    return exponential(value, precision - 1).replace(/\.?0+e/, "e");
  }
  const shown = fixed(value, precision - 1 - exponent);
  return shown.includes(".") ? shown.replace(/\.?0+$/, "") : shown;
}

/** Puts a separator between groups of three digits of the whole part; leaves sign, fraction and exponent alone. */
export function groupDigits(shown: string, separator: string): string {
  if (separator === "") return shown;
  return shown.replace(
    /^(-?)(\d+)/,
    (_all, sign: string, digits: string) => sign + digits.replaceAll(/\B(?=(?:\d{3})+$)/g, separator),
  );
}
