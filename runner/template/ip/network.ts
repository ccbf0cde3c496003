/** An IP address with a prefix length: a host in its network. */
export interface Network {
  readonly version: 4 | 6;
  /** The address as a number. */
  readonly ip: bigint;
  readonly prefix: number;
}

const BITS = { 4: 32, 6: 128 } as const;

/** Bits of an address. */
export function bitsOf(network: Network): number {
  return BITS[network.version];
}

/** Addresses in the network. */
export function sizeOf(network: Network): bigint {
  return 1n << BigInt(bitsOf(network) - network.prefix);
}

/** The first address of the network. */
export function firstOf(network: Network): bigint {
  return (network.ip / sizeOf(network)) * sizeOf(network);
}

/** The last address of the network. */
export function lastOf(network: Network): bigint {
  return firstOf(network) + sizeOf(network) - 1n;
}

/** The netmask as a number. */
export function maskOf(network: Network): bigint {
  return (1n << BigInt(bitsOf(network))) - sizeOf(network);
}

/** Whether the first network lies within the second. */
export function isWithin(inner: Network, outer: Network): boolean {
  return inner.version === outer.version && firstOf(inner) >= firstOf(outer) && lastOf(inner) <= lastOf(outer);
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255))
    return undefined;
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function parseV6(text: string): bigint | undefined {
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const low = embedded ? parseV4(embedded[2] ?? "") : undefined;
  if (embedded && low === undefined) return undefined;
  const plain =
    low === undefined ? text : `${embedded?.[1] ?? ""}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
  const halves = plain.split("::");
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const count = groups.flat().length;
  if (halves.length > 2 || (halves.length === 1 && count !== 8) || (halves.length === 2 && count > 7)) return undefined;
  if (groups.flat().some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const [head = [], tail = []] = groups;
  const all = [...head, ...Array.from({ length: 8 - count }, () => "0"), ...tail];
  return all.reduce((value, group) => value * 65_536n + BigInt(`0x${group}`), 0n);
}

/** An address as a number with its version; `undefined` for text that is none. */
function parseAddress(text: string): { readonly version: 4 | 6; readonly ip: bigint } | undefined {
  const version = text.includes(":") ? 6 : 4;
  const ip = version === 6 ? parseV6(text) : parseV4(text);
  return ip === undefined ? undefined : { version, ip };
}

/** `address`, `address/prefix` or `address/netmask`; `undefined` for text that is none. */
export function parseNetwork(text: string): Network | undefined {
  const [host = "", mask, ...rest] = text.split("/");
  const address = parseAddress(host);
  if (!address || rest.length > 0) return undefined;
  const bits = BITS[address.version];
  const prefix = mask === undefined ? bits : prefixOf(mask, bits);
  return prefix === undefined ? undefined : { ...address, prefix };
}

function prefixOf(mask: string, bits: number): number | undefined {
  if (/^\d+$/.test(mask)) return Number(mask) <= bits ? Number(mask) : undefined;
  const value = parseAddress(mask)?.ip;
  if (value === undefined) return undefined;
  const digits = value.toString(2).padStart(bits, "0");
  return /^1*0*$/.test(digits) ? digits.replaceAll("0", "").length : undefined;
}

/** An address as text, IPv6 in its shortest form. */
export function addressText(ip: bigint, version: 4 | 6): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => String((ip >> shift) & 255n)).join(".");
  const groups = Array.from({ length: 8 }, (_none, at) => ((ip >> BigInt(112 - 16 * at)) & 0xffffn).toString(16));
  const runs = [...groups.join(":").matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map((run) => run[0]);
  const longest = runs.reduce((best, run) => (run.split("0").length > best.split("0").length ? run : best), "");
  if (longest === "") return groups.join(":");
  const [before, after] = splitOnce(groups.join(":"), longest);
  return `${before}::${after.replace(/^:/, "")}`;
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}
