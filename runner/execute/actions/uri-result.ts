import { parseJson } from "../../../core/json.ts";
import type { Value } from "../../../core/values.ts";
import { decodeText } from "../../template/python/encoding.ts";
import { PythonFailure } from "../../template/python/failure.ts";
import { type Result, resultOf } from "../result.ts";
import { type HttpAnswer, shownUrl } from "./http/request.ts";

interface Asked {
  readonly url: string;
  readonly status_code: readonly number[];
  readonly return_content: boolean;
}

interface Outcome extends Asked {
  /** Seconds. */
  readonly elapsed: number;
  /** What is to be said of the file the body went into. */
  readonly saved: Readonly<Record<string, unknown>>;
}

/** Whether a result shows the body: when it is asked for, may be JSON, or was not expected. */
export function wantsBody(answer: HttpAnswer, { status_code: codes, return_content: isAsked }: Asked): boolean {
  return isAsked || mayBeJson(answer) || !codes.includes(answer.status);
}

/** What uri returns: the answer's headers by name, what became of it, and its body as text and data (keys of `ansible.builtin.uri`). */
export function uriResult(answer: HttpAnswer, outcome: Outcome): Result {
  const { url, status_code: codes, return_content: isAsked, elapsed, saved } = outcome;
  const { status, message, headers, cookies } = answer;
  const isFine = codes.includes(status);
  const text = wantsBody(answer, outcome) ? textOf(answer) : undefined;
  // What a server says to a refusal that was expected is kept under a name of its own.
  const isUnread = text === undefined && cookies === undefined;
  const result = resultOf({
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.replaceAll("-", "_"), value])),
    ...(headers["location"] === undefined ? {} : { location: absolute(headers["location"], url) }),
    ...(cookies === undefined ? {} : { cookies, cookies_string: inOneLine(cookies) }),
    changed: false,
    ...saved,
    status,
    url: answer.url,
    redirected: answer.url !== shownUrl(url),
    msg: isFine ? message : `Status code was ${status} and not [${codes.join(", ")}]: ${message}`,
    elapsed,
    ...(isAsked ? { content: text } : {}),
    ...(isUnread ? { body: textOf(answer) } : {}),
    ...(isFine ? {} : { failed: true }),
  });
  const json = text !== undefined && mayBeJson(answer) ? parsed(text) : undefined;
  return json === undefined ? result : result.set("json", json);
}

/** Whether the kind of content is JSON by its name or the suffix of it. */
function mayBeJson({ headers }: HttpAnswer): boolean {
  const kind = (headers["content-type"] ?? "").split(/[;,]/)[0]?.trim().toLowerCase() ?? "";
  const name = kind.split("/")[1] ?? "";
  return ["json", "javascript"].includes(name.split("+")[1] ?? name);
}

function textOf({ headers, body }: HttpAnswer): string {
  const charset = /charset="?([^\s;",]+)/i.exec(headers["content-type"] ?? "")?.[1] ?? "utf-8";
  try {
    return decodeText(body, charset, "strict");
  } catch (error) {
    if (!(error instanceof PythonFailure)) throw error;
    return body.toString("utf8");
  }
}

function absolute(location: string, url: string): string {
  return URL.canParse(location, url) ? shownUrl(new URL(location, url).href) : location;
}

function inOneLine(cookies: Readonly<Record<string, string>>): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");
}

function parsed(text: string): Value | undefined {
  try {
    return parseJson(text, { trust: false });
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
