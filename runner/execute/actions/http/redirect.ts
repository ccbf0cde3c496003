import { headerOf, type Hop, type HopAnswer, type HttpRequest } from "./request.ts";

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Headers that say what a body is; they go when it goes. */
const OF_BODY: ReadonlySet<string> = new Set(["content-length", "content-type", "transfer-encoding"]);
/** Headers that are for one server only. */
const PRIVATE: ReadonlySet<string> = new Set(["authorization", "cookie", "proxy-authorization"]);

/**
 * Where an answer sends a request; undefined when it sends it nowhere or that is not followed. Methods change as in Ansible's
 * `HTTPRedirectHandler`; log-in data stays with the server it was meant for.
 */
export function redirected(hop: Hop, answer: HopAnswer, request: HttpRequest): Hop | undefined {
  const location = headerOf(answer, "location");
  if (location === undefined || !REDIRECTS.has(answer.status) || !follows(hop.method, answer.status, request))
    return undefined;
  const next = location.replaceAll(" ", "%20");
  if (!URL.canParse(next, hop.url)) return undefined;
  const url = new URL(next, hop.url);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  const keepsBody = (answer.status === 307 || answer.status === 308) && request.follow_redirects !== "urllib2";
  const isElsewhere = url.host !== new URL(hop.url).host;
  const dropped = new Set((request.unredirected_headers ?? []).map((name) => name.toLowerCase()));
  const headers = Object.entries(hop.headers).filter(([name]) => {
    const key = name.toLowerCase();
    return !dropped.has(key) && (keepsBody || !OF_BODY.has(key)) && !(isElsewhere && PRIVATE.has(key));
  });
  return {
    ...hop,
    url: url.href,
    method: keepsBody ? hop.method : methodAfter(hop.method, answer.status),
    headers: Object.fromEntries(headers),
    body: keepsBody ? hop.body : undefined,
  };
}

function follows(method: string, status: number, { follow_redirects: follow }: HttpRequest): boolean {
  const isSafe = method === "GET" || method === "HEAD";
  switch (follow) {
    case "all":
    case "yes":
      return true;
    case "safe":
      return isSafe;
    case "urllib2":
      return isSafe || (method === "POST" && status <= 303);
    case "no":
    case "none":
      return false;
  }
}

function methodAfter(method: string, status: number): string {
  if (method === "HEAD") return method;
  if (status === 302 || status === 303) return "GET";
  return status === 301 && method === "POST" ? "GET" : method;
}
