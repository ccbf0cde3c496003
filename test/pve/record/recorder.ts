import { appendFileSync, writeFileSync } from "node:fs";
import type { ApiRequest } from "../http/dispatch.ts";
import type { Interceptor } from "../http/server.ts";
import type { Exchange } from "./transcript.ts";

const NAMES: Readonly<Record<string, string>> = { "root@pam!admin": "root", "ansible@pve!mms": "mms" };
const KEPT_HEADERS: Readonly<Record<string, string>> = {
  authorization: "Authorization",
  cookie: "Cookie",
  csrfpreventiontoken: "CSRFPreventionToken",
  "content-type": "Content-Type",
};

/** Writes every exchange that passes through an interceptor to a file, in the transcripts' format (credentials included). */
export function recordTo(path: string, inner: Interceptor): Interceptor {
  writeFileSync(path, "", { mode: 0o600 });
  const started = new WeakMap<ApiRequest, number>();
  let count = 0;
  return {
    before(request) {
      started.set(request, Date.now());
      return inner.before(request);
    },
    after(request, answer) {
      count += 1;
      const exchange: Exchange = {
        n: count,
        group: "recorded",
        as: nameOf(request),
        method: request.method,
        path: request.path,
        ...(request.query === "" ? {} : { query: request.query }),
        ...(request.body === "" ? {} : { request_body: request.body }),
        request_headers: headersOf(request),
        status: answer.status,
        reason: answer.reason,
        ...(answer.contentType.startsWith("application/json") ? {} : { content_type: answer.contentType }),
        body: parseBody(answer.body),
        ms: Date.now() - (started.get(request) ?? Date.now()),
      };
      appendFileSync(path, `${JSON.stringify(exchange)}\n`);
      return inner.after(request, answer);
    },
  };
}

function nameOf({ headers }: ApiRequest): string {
  const token = /^PVEAPIToken[= ]([^=]+)=/.exec(headers.authorization ?? "")?.[1];
  if (token !== undefined) return NAMES[token] ?? token;
  return headers.cookie === undefined ? "none" : "ticket";
}

function headersOf({ headers }: ApiRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(KEPT_HEADERS).flatMap(([name, shown]) => {
      const value = headers[name];
      return typeof value === "string" ? [[shown, value] as const] : [];
    }),
  );
}

function parseBody(body: string | undefined): unknown {
  if (body === undefined || body === "") return null;
  try {
    return JSON.parse(body);
  } catch {
    return { _raw: body };
  }
}
