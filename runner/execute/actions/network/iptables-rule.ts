/** What a rule of iptables is made of; texts that start with `!` are negated. */
export interface RuleParts {
  readonly ip_version: "ipv4" | "ipv6" | "both";
  readonly match: readonly string[];
  readonly tcp_flags?: { readonly flags?: readonly string[]; readonly flags_set?: readonly string[] };
  readonly destination_ports: readonly string[];
  readonly ctstate: readonly string[];
  readonly syn: "ignore" | "match" | "negate";
  readonly [text: string]: unknown;
}

/** Words of a rule, in the order Ansible's module puts them, so that rules of both are found again by either. */
export function ruleWords(parts: RuleParts): readonly string[] {
  const text = (name: string): string | undefined => {
    const value = parts[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const flag = (name: string, option: string): readonly string[] => negatable(text(name), option);
  const jump = text("jump");
  return [
    ...flag("protocol", "-p"),
    ...flag("source", "-s"),
    ...flag("destination", "-d"),
    ...parts.match.flatMap((match) => negatable(match, "-m")),
    ...tcpFlags(parts),
    ...flag("jump", "-j"),
    ...(jump?.toLowerCase() === "tee" ? flag("gateway", "--gateway") : []),
    ...flag("log_prefix", "--log-prefix"),
    ...flag("log_level", "--log-level"),
    ...flag("to_destination", "--to-destination"),
    ...list(parts.destination_ports, ["-m", "multiport", "--dports"]),
    ...flag("to_source", "--to-source"),
    ...flag("goto", "-g"),
    ...flag("in_interface", "-i"),
    ...flag("out_interface", "-o"),
    ...flag("fragment", "-f"),
    ...flag("set_counters", "-c"),
    ...flag("source_port", "--source-port"),
    ...flag("destination_port", "--destination-port"),
    ...flag("to_ports", "--to-ports"),
    ...flag("set_dscp_mark", "--set-dscp"),
    ...flag("set_dscp_mark_class", "--set-dscp-class"),
    ...(parts.syn === "ignore" ? [] : parts.syn === "match" ? ["--syn"] : ["!", "--syn"]),
    ...connectionState(parts),
    ...extension(parts, "iprange", [...flag("src_range", "--src-range"), ...flag("dst_range", "--dst-range")]),
    ...extension(parts, "set", setWords(text("match_set"), text("match_set_flags"))),
    ...loaded("limit", [...flag("limit", "--limit"), ...flag("limit_burst", "--limit-burst")]),
    ...loaded("owner", flag("uid_owner", "--uid-owner")),
    ...loaded("owner", flag("gid_owner", "--gid-owner")),
    ...(jump === undefined && text("reject_with") !== undefined ? ["-j", "REJECT"] : []),
    ...flag("reject_with", "--reject-with"),
    ...flag("icmp_type", parts.ip_version === "ipv6" ? "--icmpv6-type" : "--icmp-type"),
    ...loaded("comment", flag("comment", "--comment")),
  ];
}

function negatable(value: string | undefined, option: string): readonly string[] {
  if (value === undefined) return [];
  return value.startsWith("!") ? ["!", option, value.slice(1)] : [option, value];
}

function list(values: readonly string[], words: readonly string[]): readonly string[] {
  return values.length === 0 ? [] : [...words, values.join(",")];
}

function tcpFlags({ tcp_flags: given }: RuleParts): readonly string[] {
  if (!given?.flags || !given.flags_set) return [];
  return ["--tcp-flags", given.flags.join(","), given.flags_set.join(",")];
}

function connectionState({ match, ctstate }: RuleParts): readonly string[] {
  if (match.includes("conntrack")) return list(ctstate, ["--ctstate"]);
  return list(ctstate, match.includes("state") ? ["--state"] : ["-m", "conntrack", "--ctstate"]);
}

function setWords(name: string | undefined, flags: string | undefined): readonly string[] {
  const [first = "", ...rest] = negatable(name, "--match-set");
  return name === undefined ? [] : [first, ...rest, ...(flags === undefined ? [] : [flags])];
}

/** Words of an extension that is loaded unless `match` names it. */
function extension({ match }: RuleParts, name: string, words: readonly string[]): readonly string[] {
  return match.includes(name) ? words : loaded(name, words);
}

function loaded(name: string, words: readonly string[]): readonly string[] {
  return words.length === 0 ? [] : ["-m", name, ...words];
}
