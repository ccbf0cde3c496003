import { headerOf, type HopAnswer } from "./request.ts";

interface Cookie {
  readonly host: string;
  readonly path: string;
  readonly name: string;
  readonly value: string;
}

/** Cookies that servers set on the way through redirects, kept as long as one request lasts. */
export class CookieJar {
  #cookies: readonly Cookie[] = [];

  /** Takes what an answer sets; what it lets run out is dropped. */
  take(url: string, answer: HopAnswer): void {
    if (headerOf(answer, "set-cookie") === undefined) return;
    const { hostname, pathname } = new URL(url);
    for (const [name, line] of answer.headers) {
      if (name.toLowerCase() !== "set-cookie") continue;
      const cookie = read(line, { host: hostname, path: pathname.replace(/\/[^/]*$/, "") || "/" });
      const isKnown = this.#cookies.some((one) => isSame(one, cookie));
      if (hasRunOut(line)) this.#cookies = this.#cookies.filter((one) => !isSame(one, cookie));
      else if (isKnown) this.#cookies = this.#cookies.map((one) => (isSame(one, cookie) ? cookie : one));
      else this.#cookies = [...this.#cookies, cookie];
    }
  }

  /** The header for an address; undefined when no cookie is for it. */
  headerFor(url: string): string | undefined {
    const { hostname, pathname } = new URL(url);
    const fitting = this.#cookies.filter(({ host, path }) => host === hostname && pathname.startsWith(path));
    return fitting.length === 0 ? undefined : fitting.map(({ name, value }) => `${name}=${value}`).join("; ");
  }

  /** Values by name, those of one path together, as Python's jar goes through them. */
  values(): Readonly<Record<string, string>> {
    const paths = [...new Set(this.#cookies.map(({ host, path }) => `${host}${path}`))];
    const sorted = paths.flatMap((key) => this.#cookies.filter(({ host, path }) => `${host}${path}` === key));
    return Object.fromEntries(sorted.map(({ name, value }) => [name, value]));
  }
}

function read(line: string, base: Pick<Cookie, "host" | "path">): Cookie {
  const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
  const [, name = pair, value = ""] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
  const path = attributes.map((one) => /^path=(\/.*)$/i.exec(one)?.[1]).find((one) => one !== undefined);
  return { ...base, ...(path === undefined ? {} : { path }), name: name.trim(), value: value.trim() };
}

function isSame(one: Cookie, other: Cookie): boolean {
  return one.host === other.host && one.path === other.path && one.name === other.name;
}

function hasRunOut(line: string): boolean {
  const age = /;\s*max-age=(-?\d+)/i.exec(line)?.[1];
  if (age !== undefined) return Number(age) <= 0;
  const expires = /;\s*expires=([^;]+)/i.exec(line)?.[1];
  return expires !== undefined && Date.parse(expires) < Date.now();
}
