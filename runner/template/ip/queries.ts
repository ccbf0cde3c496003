import {
  isWithin,
  addressText,
  bitsOf,
  firstOf,
  lastOf,
  maskOf,
  type Network,
  parseNetwork,
  sizeOf,
} from "./network.ts";

/** What a query gives: false when the value does not qualify. */
type Answer = string | number | bigint | false;

/** A value under query, with the text it was written as. */
interface Subject {
  readonly network: Network;
  readonly text: string;
}

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"].flatMap(
  (text) => parseNetwork(text) ?? [],
);
const LOOPBACK = ["127.0.0.0/8", "::1/128"].flatMap((text) => parseNetwork(text) ?? []);
const MULTICAST = ["224.0.0.0/4", "ff00::/8"].flatMap((text) => parseNetwork(text) ?? []);
const LINK_LOCAL = ["169.254.0.0/16", "fe80::/10"].flatMap((text) => parseNetwork(text) ?? []);

const isHost = ({ network }: Subject): boolean => sizeOf(network) === 1n || network.ip !== firstOf(network);
const isNetwork = ({ network }: Subject): boolean => sizeOf(network) > 1n && network.ip === firstOf(network);
const withPrefix = (ip: bigint, { version, prefix }: Network): string => `${addressText(ip, version)}/${prefix}`;
const shown = (ip: bigint, { version }: Network): string => addressText(ip, version);
const inside =
  (ranges: readonly Network[]) =>
  ({ network }: Subject): boolean =>
    ranges.some((range) => isWithin({ ...network, prefix: bitsOf(network) }, range));
const only =
  (holds: (subject: Subject) => boolean) =>
  (subject: Subject): Answer =>
    holds(subject) ? subject.text : false;

function usable({ network }: Subject): readonly [bigint, bigint] | undefined {
  if (sizeOf(network) < 2n) return undefined;
  const hasBroadcast = sizeOf(network) > 2n;
  const reserved = hasBroadcast ? 1n : 0n;
  return [firstOf(network) + reserved, lastOf(network) - (network.version === 4 ? reserved : 0n)];
}

const hostAddress = (subject: Subject): Answer =>
  isHost(subject) ? shown(subject.network.ip, subject.network) : false;
const hostPrefix = (subject: Subject): Answer =>
  sizeOf(subject.network) > 1n && isHost(subject) ? withPrefix(subject.network.ip, subject.network) : false;
const networkAddress = (subject: Subject): Answer =>
  sizeOf(subject.network) > 1n ? shown(firstOf(subject.network), subject.network) : false;
const netmask = ({ network }: Subject): Answer => shown(maskOf(network), network);

function reverseName({ network }: Subject): Answer {
  if (network.version === 4) return `${shown(network.ip, network).split(".").toReversed().join(".")}.in-addr.arpa.`;
  return `${Array.from(network.ip.toString(16).padStart(32, "0")).toReversed().join(".")}.ip6.arpa.`;
}

/** The queries of `ipaddr` by name. */
export const QUERIES: Readonly<Record<string, (subject: Subject) => Answer>> = {
  "": ({ text }) => text,
  address: hostAddress,
  ip: hostAddress,
  host: (subject) => (isHost(subject) ? withPrefix(subject.network.ip, subject.network) : false),
  "address/prefix": hostPrefix,
  "host/prefix": hostPrefix,
  "ip/prefix": hostPrefix,
  address_netmask: (subject) =>
    hostPrefix(subject) === false ? false : `${shown(subject.network.ip, subject.network)} ${String(netmask(subject))}`,
  net: (subject) => (isNetwork(subject) ? withPrefix(subject.network.ip, subject.network) : false),
  network: networkAddress,
  network_id: networkAddress,
  "network/prefix": (subject) =>
    sizeOf(subject.network) > 1n ? withPrefix(firstOf(subject.network), subject.network) : false,
  subnet: ({ network }) => withPrefix(firstOf(network), network),
  netmask,
  hostmask: ({ network }) => shown(sizeOf(network) - 1n, network),
  wildcard: ({ network }) => shown(sizeOf(network) - 1n, network),
  prefix: ({ network }) => network.prefix,
  size: ({ network }) => sizeOf(network),
  broadcast: ({ network }) => (sizeOf(network) > 2n ? shown(lastOf(network), network) : false),
  first_usable: (subject) => rangePart(subject, 0),
  last_usable: (subject) => rangePart(subject, 1),
  range_usable: (subject) =>
    usable(subject) ? `${String(rangePart(subject, 0))}-${String(rangePart(subject, 1))}` : false,
  version: ({ network }) => network.version,
  type: (subject) => (isNetwork(subject) ? "network" : "address"),
  int: ({ network }) => (sizeOf(network) === 1n ? network.ip : `${network.ip}/${network.prefix}`),
  revdns: reverseName,
  wrap: ({ network, text }) => (network.version === 6 ? wrapped(text) : text),
  private: only(inside(PRIVATE)),
  public: only((subject) => ![...PRIVATE, ...LOOPBACK, ...MULTICAST].some((range) => inside([range])(subject))),
  loopback: only(inside(LOOPBACK)),
  multicast: only(inside(MULTICAST)),
  unicast: only((subject) => !inside(MULTICAST)(subject)),
  "link-local": only(inside(LINK_LOCAL)),
};

function rangePart(subject: Subject, at: 0 | 1): Answer {
  const range = usable(subject);
  return range ? shown(range[at], subject.network) : false;
}

/** An IPv6 address in brackets, as URLs want it. */
export function wrapped(text: string): string {
  const [address = "", prefix] = text.split("/");
  return `[${address}]${prefix === undefined ? "" : `/${prefix}`}`;
}
