import type { Options } from "../../../../core/spec/options.ts";
import type { HttpRequest } from "./request.ts";

/** Options of every action that asks at an address, as Ansible's `url_argument_spec` has them; those of the log-in have aliases of their own. */
export const urlOptions = {
  force: { type: "bool", default: false, description: "Ask caches to ask again, and for the whole answer." },
  force_basic_auth: { type: "bool", default: false, description: "Send name and password before being asked." },
  validate_certs: { type: "bool", default: true, description: "Check the server's certificate." },
  client_cert: { type: "path", description: "Own certificate, which may have its key with it." },
  client_key: { type: "path", description: "Its key." },
  http_agent: { type: "str", default: "ansible-httpget", description: "Name to go by." },
  use_proxy: { type: "bool", default: true, description: "Use the proxies that the environment names." },
  use_netrc: { type: "bool", default: true, description: "Log in with what ~/.netrc has for the server." },
  use_gssapi: {
    type: "bool",
    default: false,
    only: "Use url_username and url_password, or a token in 'headers'",
    description: "Kerberos is not supported.",
  },
  unredirected_headers: {
    type: "list",
    elements: "str",
    default: [],
    description: "Headers that are left out after a redirect.",
  },
  decompress: { type: "bool", default: true, description: "Unpack answers that come packed with gzip." },
  ciphers: { type: "list", elements: "str", default: [], description: "TLS ciphers, as OpenSSL names them." },
} as const satisfies Options;

interface AskedFor {
  readonly http_agent: string;
  readonly force: boolean;
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * Headers of a request: the agent's name, what caches are told, then the task's own. `since`: seconds since 1970 of what is
 * there already, which is not sent again unless it has changed.
 */
export function headersOf({ http_agent, force, headers }: AskedFor, since?: number): HttpRequest["headers"] {
  const isAsked = force ? { "Cache-Control": "no-cache" } : {};
  const isNewer = force || since === undefined ? {} : { "If-Modified-Since": new Date(since * 1000).toUTCString() };
  const own = Object.entries(headers).map(([name, value]) => [name, headerText(value)] as const);
  const given = new Set(own.map(([name]) => name.toLowerCase()));
  const added = Object.entries({ "User-Agent": http_agent, ...isAsked, ...isNewer });
  return Object.fromEntries([...added.filter(([name]) => !given.has(name.toLowerCase())), ...own]);
}

/** A header's value as Python writes it. */
function headerText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  return JSON.stringify(value) ?? "";
}
