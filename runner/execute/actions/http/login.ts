import { createHash, randomBytes } from "node:crypto";
import type { Hop, HttpRequest } from "./request.ts";

/** Whom to log in as. */
export interface Login {
  readonly name: string;
  readonly password: string;
}

/** Whom a request logs in as: by its options, else by what stands in its address. */
export function loginOf({ url, url_username: name, url_password: password }: HttpRequest): Login | undefined {
  if (name !== undefined && name !== "") return { name, password: password ?? "" };
  const { username, password: inAddress } = new URL(url);
  return username === "" ? undefined : { name: unquoted(username), password: unquoted(inAddress) };
}

/** The address without a name and password. */
export function withoutLogin(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/?#]*@/, "$1");
}

/** The header of a basic log-in. */
export function basic({ name, password }: Login): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
}

/** What answers a server's question who one is; undefined when it asks in a way that is neither basic nor digest. */
export function answerChallenge(challenges: readonly string[], login: Login, hop: Hop): string | undefined {
  const digests = challenges.filter((one) => /^digest\s/i.test(one.trim()));
  for (const challenge of digests) {
    const answer = digest(challenge, login, hop);
    if (answer !== undefined) return answer;
  }
  return challenges.some((one) => /(^|,\s*)basic\b/i.test(one.trim())) ? basic(login) : undefined;
}

/** A digest log-in (RFC 7616) with the algorithms that Python's urllib has: MD5 and SHA. */
function digest(challenge: string, { name, password }: Login, hop: Hop): string | undefined {
  const fields = fieldsOf(challenge);
  const { realm = "", nonce = "", opaque, algorithm = "MD5", qop } = fields;
  const hash = { md5: "md5", sha: "sha1" }[algorithm.toLowerCase()];
  const isPlain = qop === undefined;
  if (hash === undefined || !(isPlain || qop.split(",").some((one) => one.trim() === "auth"))) return undefined;
  const of = (text: string): string => createHash(hash).update(text).digest("hex");
  const { pathname, search } = new URL(hop.url);
  const uri = `${pathname}${search}`;
  const [first, last] = [of(`${name}:${realm}:${password}`), of(`${hop.method}:${uri}`)];
  const own = randomBytes(8).toString("hex");
  const response = of(isPlain ? `${first}:${nonce}:${last}` : `${first}:${nonce}:00000001:${own}:auth:${last}`);
  return [
    `Digest username="${name}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}"`,
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    `algorithm="${algorithm}"`,
    ...(isPlain ? [] : [`qop=auth, nc=00000001, cnonce="${own}"`]),
  ].join(", ");
}

function fieldsOf(challenge: string): Readonly<Partial<Record<string, string>>> {
  const pairs = challenge.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g);
  return Object.fromEntries([...pairs].map(([, name = "", quoted, plain]) => [name.toLowerCase(), quoted ?? plain]));
}

function unquoted(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
