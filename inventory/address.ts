/** A host identifier with the port written behind it. */
export interface Address {
  readonly host: string;
  readonly port: number | undefined;
}

const NUMERIC_RANGE = String.raw`\[[0-9]+:[0-9]+(?::[0-9]+)?\]`;
const HEX_RANGE = String.raw`\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\]`;
const LABEL_RANGE = String.raw`\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]`;
const WORD = String.raw`\p{L}\p{N}_`;
const LABEL = `(?:[${WORD}]|${LABEL_RANGE})(?:[${WORD}\\-]|${LABEL_RANGE})*(?<![_\\-])`;
const OCTET = `(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|${NUMERIC_RANGE})`;
const GROUP = `(?:[0-9a-f]{1,4}|${HEX_RANGE})`;

const BRACKETED_PORT = /^\[(.+)\]:([0-9]+)$/;
const PORT = /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]+)$/;
/** What nearly every host is called: no need to compile the patterns below, which takes milliseconds. */
const PLAIN_LABEL = "[a-z0-9](?:[a-z0-9]|[_-]+(?=[a-z0-9]))*";
const PLAIN_NAME = new RegExp(`^(?=[a-z])${PLAIN_LABEL}(?:\\.${PLAIN_LABEL})*$`, "i");
const ipv4 = once(() => new RegExp(`^(?:${OCTET}\\.){3}${OCTET}$`, "i"));
const ipv6 = once(() => new RegExp(`^(?:${ipv6Forms().join("|")})$`, "i"));
const hostname = once(() => new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, "iu"));

function once(make: () => RegExp): () => RegExp {
  let made: RegExp | undefined;
  return () => (made ??= make());
}

/** The ways to write an IPv6 address, ranges allowed in place of each part; dotted parts are groups too, as in Ansible. */
function ipv6Forms(): string[] {
  const compressed = [1, 2, 3, 4, 5, 6].map((left) => `(?:${GROUP}:){${left}}(?::${GROUP}){1,${7 - left}}`);
  const dotted = `(?:${GROUP}\\.){3}${GROUP}`;
  return [
    `(?:${GROUP}:){7}${GROUP}`,
    `(?:${GROUP}:){1,6}:`,
    ...compressed,
    `:(?::${GROUP}){1,6}`,
    `${GROUP}?::`,
    `(?:0:){6}${dotted}`,
    `::(?:ffff:)?${dotted}`,
    `(?:0:){5}ffff:${dotted}`,
  ];
}

/**
 * Splits `host`, `host:22`, `10.0.0.1:22` or `[fe80::1]:22`; undefined when it is no host identifier.
 * The host may hold `[x:y]` ranges (`allow_ranges` of Ansible's parse_address).
 */
export function parseAddress(text: string): Address | undefined {
  if (PLAIN_NAME.test(text)) return { host: text, port: undefined };
  let host = text;
  let port: number | undefined;
  for (const form of [BRACKETED_PORT, PORT]) {
    const match = form.exec(host);
    if (match) [host, port] = [match[1] ?? "", Number(match[2])];
  }
  return [ipv4, ipv6, hostname].some((form) => form().test(host)) ? { host, port } : undefined;
}

/** Whether the name is an IP address: its short name is then the whole. */
export function isIpAddress(name: string): boolean {
  return !PLAIN_NAME.test(name) && (ipv4().test(name) || ipv6().test(name));
}
