import { type FilterTable, plugin } from "../plugin.ts";
import { stringArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import { isItemDict, type Item, type ItemDict } from "../python/item.ts";
import { isIterable, iterate } from "../python/iterate.ts";
import { text } from "../python/text.ts";

/** Percent-encodes all but unreserved characters and those given. */
function percentEncode(value: string, safe: string): string {
  return [...Buffer.from(value, "utf8")]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9_.~-]/.test(char) || safe.includes(char)
        ? char
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

const formEncode = (item: Item): string => percentEncode(text(item), " ").replaceAll(" ", "+");

function pairOf(item: Item): readonly Item[] {
  const pair = iterate(item);
  if (pair.length !== 2) throw new PythonFailure("ValueError", "urlencode needs pairs");
  return pair;
}

function urlEncode(value: Item): Item {
  if (typeof value === "string" || !isIterable(value)) return percentEncode(text(value), "/");
  const pairs = isItemDict(value) ? Array.from(value) : iterate(value).map(pairOf);
  return pairs.map(([key = null, item = null]) => `${formEncode(key)}=${formEncode(item)}`).join("&");
}

function splitUrl(value: string): ItemDict {
  const [, scheme = "", rest = ""] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?([\s\S]*)$/.exec(value) ?? [];
  const [, netloc = "", path = "", query = "", fragment = ""] =
    /^(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/.exec(rest) ?? [];
  const at = netloc.lastIndexOf("@");
  const [user, password] = at === -1 ? [null, null] : credentials(netloc.slice(0, at));
  const [, bracketed, plain = "", port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(netloc.slice(at + 1)) ?? [];
  const host = (bracketed ?? plain).toLowerCase();
  return new Map<Item, Item>([
    ["fragment", fragment],
    ["hostname", host === "" ? null : host],
    ["netloc", netloc],
    ["password", password],
    ["path", path],
    ["port", port === undefined || port === "" ? null : Number(port)],
    ["query", query],
    ["scheme", scheme.toLowerCase()],
    ["username", user],
  ]);
}

function credentials(userInfo: string): readonly [string, string | null] {
  const colon = userInfo.indexOf(":");
  return colon === -1 ? [userInfo, null] : [userInfo.slice(0, colon), userInfo.slice(colon + 1)];
}

function decodeUrl(value: string): string {
  const bytes: number[] = [];
  const plus = value.replaceAll("+", " ");
  for (const part of plus.match(/%[0-9a-fA-F]{2}|[^%]+|%/g) ?? []) {
    if (/^%[0-9a-fA-F]{2}$/.test(part)) bytes.push(Number.parseInt(part.slice(1), 16));
    else bytes.push(...Buffer.from(part, "utf8"));
  }
  return Buffer.from(bytes).toString("utf8");
}

/** Filters over URLs. */
export const urlFilters: FilterTable = {
  urlencode: plugin([], urlEncode),
  urldecode: plugin([], (value) => decodeUrl(stringArgument(value, "string"))),
  urlsplit: plugin(["query?"], (value, [query = ""]) => {
    const parts = splitUrl(stringArgument(value, "url"));
    if (query === "") return parts;
    const part = parts.get(query);
    if (part === undefined) throw new PythonFailure("ValueError", `urlsplit: unknown URL component: ${text(query)}`);
    return part;
  }),
};
