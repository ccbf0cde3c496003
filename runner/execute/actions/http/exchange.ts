import { CookieJar } from "./cookies.ts";
import { answerChallenge, basic, type Login, loginOf, withoutLogin } from "./login.ts";
import { redirected } from "./redirect.ts";
import { type Hop, type HopAnswer, type HopSender, type HttpAnswer, type HttpRequest, shownUrl } from "./request.ts";

/** As many redirects as Python's urllib follows in all, and to one address. */
const MAX_REDIRECTS = 10;
const MAX_VISITS = 4;

/** What urllib puts before the reason of a redirect it does not follow any more. */
const ENDLESS =
  "The HTTP server returned a redirect error that would lead to an infinite loop.\nThe last 30x error message was:\n";

/** A request to its last answer: redirects followed, cookies kept on the way, questions who one is answered. @throws as the sender */
export async function exchange(request: HttpRequest, sender: HopSender): Promise<HttpAnswer> {
  const jar = new CookieJar();
  const login = loginOf(request);
  let hop = firstHop(request, login);
  const visited: string[] = [];
  for (;;) {
    // The log-in is for the server that was asked first.
    const isThere = new URL(hop.url).host === new URL(request.url).host;
    const answer = await answered(hop, { sender, jar, login: isThere ? login : undefined });
    const next = redirected(hop, answer, request);
    if (!next) return finished(request, { hop, answer, jar });
    if (visited.length >= MAX_REDIRECTS || visited.filter((url) => url === next.url).length >= MAX_VISITS)
      return finished(request, { hop, answer: { ...answer, reason: `${ENDLESS}${answer.reason}` }, jar });
    visited.push(next.url);
    hop = next;
  }
}

function firstHop(request: HttpRequest, login: Login | undefined): Hop {
  const given = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()));
  const added: readonly (readonly [string, string])[] = [
    // What urllib sends: one answer a connection, and nothing packed unless asked for.
    ["Accept-Encoding", "identity"],
    ["Connection", "close"],
    ...(request.body === undefined ? [] : [["Content-Type", "application/x-www-form-urlencoded"] as const]),
    ...(login && request.force_basic_auth ? [["Authorization", basic(login)] as const] : []),
  ];
  const missing = added.filter(([name]) => !given.has(name.toLowerCase()));
  return {
    ...request,
    url: withoutLogin(request.url),
    headers: { ...Object.fromEntries(missing), ...request.headers },
    // A log-in that is known is not looked for in a file.
    use_netrc: login === undefined && request.use_netrc !== false,
  };
}

interface Means {
  readonly sender: HopSender;
  readonly jar: CookieJar;
  readonly login: Login | undefined;
}

/** One server's answer; asked who one is, it is told once. */
async function answered(hop: Hop, { sender, jar, login }: Means): Promise<HopAnswer> {
  const send = async (headers: Readonly<Record<string, string>>): Promise<HopAnswer> => {
    const cookie = jar.headerFor(hop.url);
    const answer = await sender.send({
      ...hop,
      headers: { ...hop.headers, ...(cookie === undefined ? {} : { Cookie: cookie }), ...headers },
    });
    jar.take(hop.url, answer);
    return answer;
  };
  const first = await send({});
  if (first.status !== 401 || !login || hop.headers["Authorization"] !== undefined) return first;
  const challenges = first.headers.filter(([name]) => name.toLowerCase() === "www-authenticate");
  const authorization = answerChallenge(
    challenges.map(([, value]) => value),
    login,
    hop,
  );
  return authorization === undefined ? first : send({ Authorization: authorization });
}

interface End {
  readonly hop: Hop;
  readonly answer: HopAnswer;
  readonly jar: CookieJar;
}

function finished(request: HttpRequest, { hop, answer, jar }: End): HttpAnswer {
  const headers: Record<string, string> = {};
  for (const [name, value] of answer.headers) {
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  const isFine = answer.status >= 200 && answer.status < 300;
  return {
    status: answer.status,
    message: isFine
      ? `OK (${headers["content-length"] ?? "unknown"} bytes)`
      : `HTTP Error ${answer.status}: ${answer.reason}`,
    url: shownUrl(isFine ? hop.url : request.url),
    headers,
    cookies: isFine ? jar.values() : undefined,
    body: answer.body,
  };
}
