import { addressText, bitsOf, firstOf, isWithin, lastOf, type Network, parseNetwork, sizeOf } from "../ip/network.ts";
import { QUERIES, wrapped } from "../ip/queries.ts";
import { type FilterTable, type Plugin, plugin } from "../plugin.ts";
import { intArgument, stringArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { intItem, isInt } from "../python/number.ts";
import { text } from "../python/text.ts";

/** Text or a number as a network; `undefined` when it is none. */
function subjectOf(value: Item): { readonly network: Network; readonly text: string } | undefined {
  if (typeof value === "boolean" || value === null || value === "") return undefined;
  if (isInt(value)) {
    const ip = BigInt(value);
    const version = ip < 1n << 32n ? 4 : 6;
    return { network: { version, ip, prefix: version === 4 ? 32 : 128 }, text: addressText(ip, version) };
  }
  if (typeof value !== "string") return undefined;
  const network = parseNetwork(value);
  return network && { network, text: value };
}

/** Answers a query about one value; false when the value is no address or does not qualify. */
function ask(value: Item, query: Item, version: 4 | 6 | undefined): Item {
  const subject = subjectOf(value);
  if (!subject || (version !== undefined && subject.network.version !== version)) return false;
  if (isInt(query) && typeof query !== "boolean") return nth(subject.network, BigInt(query));
  const name = text(query);
  const known = QUERIES[name];
  if (known) {
    const answer = known(subject);
    return typeof answer === "bigint" ? intItem(answer) : answer;
  }
  if (/^-?\d+$/.test(name)) return nth(subject.network, BigInt(name));
  const range = parseNetwork(name);
  if (!range) throw new PythonFailure("ValueError", `ipaddr: unknown query type: ${name}`);
  return isWithin(subject.network, range) ? subject.text : false;
}

/** The nth address of a network, from the end when negative. */
function nth(network: Network, index: bigint): Item {
  const ip = index < 0n ? lastOf(network) + 1n + index : firstOf(network) + index;
  if (ip < firstOf(network) || ip > lastOf(network)) return false;
  const shown = addressText(ip, network.version);
  return sizeOf(network) === 1n ? shown : `${shown}/${network.prefix}`;
}

function ipFilter(version: 4 | 6 | undefined): Plugin {
  return plugin(["query?"], (value, [query = ""]) => {
    if (!Array.isArray(value)) return ask(value, query, version);
    return value.map((item) => ask(item, query, version)).filter((item) => item !== false);
  });
}

function networkArgument(item: Item | undefined, filter: string): Network {
  const network = item === undefined ? undefined : subjectOf(item)?.network;
  if (!network) throw new PythonFailure("ValueError", `${filter}: not an IP address or network`);
  return network;
}

/** Subnets of a size: how many there are, or the one of that index. */
function subnets(value: Item, [query, index]: readonly (Item | undefined)[]): Item {
  const network = networkArgument(value, "ipsubnet");
  if (query === undefined || query === "") return `${addressText(firstOf(network), network.version)}/${network.prefix}`;
  const prefix = Number(text(query));
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > bitsOf(network))
    throw new PythonFailure("ValueError", "ipsubnet needs a prefix length");
  const size = 1n << BigInt(bitsOf(network) - prefix);
  if (prefix < network.prefix)
    return index === undefined ? `${addressText((network.ip / size) * size, network.version)}/${prefix}` : false;
  const count = sizeOf(network) / size;
  if (index === undefined) return intItem(count);
  const given = BigInt(Number(text(index)));
  const at = given < 0n ? count + given : given;
  if (at < 0n || at >= count) return false;
  return `${addressText(firstOf(network) + at * size, network.version)}/${prefix}`;
}

/** Filters over IP addresses and networks, as the ansible.utils collection names them. */
export const ipaddrFilters: FilterTable = {
  ipaddr: ipFilter(undefined),
  ipv4: ipFilter(4),
  ipv6: ipFilter(6),
  ipwrap: plugin([], (value) =>
    typeof value === "string" && parseNetwork(value)?.version === 6 ? wrapped(value) : value,
  ),
  ipsubnet: plugin(["query?", "index?"], subnets),
  ipmath: plugin(["amount"], (value, [amount]) => {
    const network = networkArgument(value, "ipmath");
    return addressText(network.ip + BigInt(intArgument(amount, "amount")), network.version);
  }),
  nthhost: plugin(["query"], (value, [query]) => {
    const network = networkArgument(value, "nthhost");
    const index = BigInt(Number(text(query ?? 0)));
    const ip = index < 0n ? lastOf(network) + 1n + index : firstOf(network) + index;
    return ip < firstOf(network) || ip > lastOf(network) ? false : addressText(ip, network.version);
  }),
  network_in_network: plugin(["test"], (value, [test]) =>
    isWithin(
      networkArgument(test, "network_in_network"),
      networkArgument(stringArgument(value, "value"), "network_in_network"),
    ),
  ),
};
