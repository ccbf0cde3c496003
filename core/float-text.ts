/** Python's `repr()` of a float: the shortest digits that read back the same, exponent form from 1e16 and below 1e-4. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent >= 16 || exponent < -4) {
    const sign = exponent < 0 ? "-" : "+";
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const text =
    exponent < 0 || exponent > 20 ? value.toFixed(Math.max(0, digitsAfterPoint(mantissa) - exponent)) : String(value);
  return text.includes(".") ? text : `${text}.0`;
}

function digitsAfterPoint(mantissa: string): number {
  return (mantissa.split(".")[1] ?? "").length;
}
