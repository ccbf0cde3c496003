import { HintedError } from "../../../../core/errors.ts";
import { basic } from "./login.ts";

/** Variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A server that passes requests on. */
export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** Whether it is itself spoken to by TLS. */
  readonly isSecure: boolean;
  /** `Proxy-Authorization`, when its address has a name. */
  readonly authorization: string | undefined;
}

/**
 * The proxy the environment names for an address, as Python's urllib reads it: `http_proxy` or `https_proxy` (small letters
 * win) unless `no_proxy` has the host. @throws HintedError OPTION_INVALID for what is no http address, which is not shown
 */
export function proxyFor(url: string, env: Environment): Proxy | undefined {
  const { protocol, hostname, host } = new URL(url);
  const name = `${protocol.replace(":", "")}_proxy`;
  const given = env[name] ?? env[name.toUpperCase()];
  if (given === undefined || given === "" || isExcepted({ hostname, host }, env)) return undefined;
  const address = /^\w+:\/\//.test(given) ? given : `http://${given}`;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) throw badProxy(name);
  const proxy = new URL(address);
  const isSecure = proxy.protocol === "https:";
  const login = { name: decodeURIComponent(proxy.username), password: decodeURIComponent(proxy.password) };
  return {
    host: proxy.hostname.replace(/^\[|\]$/g, ""),
    port: proxy.port === "" ? (isSecure ? 443 : 80) : Number(proxy.port),
    isSecure,
    authorization: proxy.username === "" ? undefined : basic(login),
  };
}

function isExcepted(place: { readonly hostname: string; readonly host: string }, env: Environment): boolean {
  const list = env["no_proxy"] ?? env["NO_PROXY"] ?? "";
  if (list === "*") return true;
  const names = list
    .split(",")
    .map((name) => name.trim().toLowerCase().replace(/^\.+/, ""))
    .filter((name) => name !== "");
  return names.some((name) => [place.hostname, place.host].some((host) => host === name || host.endsWith(`.${name}`)));
}

function badProxy(name: string): HintedError {
  return new HintedError("OPTION_INVALID", `The variable ${name} names no http proxy`, {
    hint: `Set ${name} to such as http://proxy.example.com:3128, or add 'use_proxy: false'`,
  });
}
