import { isIP } from "node:net";

/** Whether `ufw status verbose` tells another policy than the one asked for. */
export function defaultDiffers(status: string, policy: string, direction = "incoming"): boolean {
  const [, incoming, outgoing, routed] =
    /Default: (\w+) \(incoming\), (\w+) \(outgoing\), (\w+) \(routed\)/.exec(status) ?? [];
  const current = { incoming, outgoing, routed }[direction];
  return current !== policy && current !== "disabled";
}

/** Whether `ufw status verbose` tells another logging than the one asked for. */
export function loggingDiffers(status: string, wanted: string): boolean {
  const [, onOff, level] = /Logging: (on|off)(?: \(([a-z]+)\))?/.exec(status) ?? [];
  if (onOff === undefined) return true;
  if (wanted === "off") return onOff !== "off";
  return onOff === "off" || (wanted !== "on" && wanted !== level);
}

/**
 * Whether a dry run gives other rules than there are. It prints the rules of one protocol only when the addresses belong to one, so
 * only these are compared then.
 */
export function rulesDiffer(
  rules: string,
  dryRun: string,
  { from_ip: from, to_ip: to }: { readonly from_ip: string; readonly to_ip: string },
): boolean {
  const said = dryRun.split("\n").filter((line) => line !== "");
  if (said.length > 0 && said.every((line) => line.includes("Skipping"))) return false;
  const family = [from, to].map((address) => isIP(address.split("/")[0] ?? "")).find((version) => version > 0);
  const ofFamily = (text: string): string =>
    tuples(text)
      .filter((line) => familyOf(line, family))
      .join("\n");
  return ofFamily(rules) !== ofFamily(dryRun);
}

function tuples(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.startsWith("### tuple"));
}

function familyOf(line: string, family: number | undefined): boolean {
  if (family === undefined) return true;
  return line.split(/\s+/).some((word) => isIP(word.split("/")[0] ?? "") === family);
}
