import { readFileSync } from "node:fs";
import { type IncomingMessage, request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { HintedError } from "../../../../core/errors.ts";
import { followsRedirect, type HttpAnswer, type HttpRequest, loginHeader, shownUrl } from "./request.ts";

const MAX_REDIRECTS = 10;

/** Sends a request from this machine. @throws HintedError TASK_FAILED when no answer came */
export async function nodeRequest(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  let current = request;
  for (let step = 0; ; step += 1) {
    const answer = await sendOnce(current, signal);
    const location = answer.headers["location"];
    const isRedirect = [301, 302, 303, 307, 308].includes(answer.status) && location !== undefined;
    if (!isRedirect || !followsRedirect(current) || step >= MAX_REDIRECTS) return answer;
    current = redirected(current, answer, location);
  }
}

/** The next request; log-in data stays with the server it was meant for. */
function redirected(request: HttpRequest, { status }: HttpAnswer, location: string): HttpRequest {
  const url = new URL(location, request.url);
  const becomesGet = status === 303 || ((status === 301 || status === 302) && request.method === "POST");
  const sameServer = url.host === new URL(request.url).host;
  const headers = sameServer ? request.headers : withoutLogin(request.headers);
  return {
    ...request,
    url: url.href,
    headers,
    ...(becomesGet ? { method: "GET", body: undefined } : {}),
    ...(sameServer ? {} : { url_username: undefined, url_password: undefined }),
  };
}

function withoutLogin(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(authorization|cookie)$/i.test(name)));
}

function sendOnce(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const url = new URL(request.url);
  const options: RequestOptions & { rejectUnauthorized: boolean } = {
    method: request.method,
    headers: {
      ...loginHeader(request),
      ...(request.body === undefined ? {} : { "Content-Length": String(request.body.length) }),
      ...request.headers,
    },
    signal,
    timeout: request.timeout * 1000,
    rejectUnauthorized: request.validate_certs,
    ...(request.unix_socket === undefined ? {} : { socketPath: request.unix_socket }),
    ...tlsFiles(request),
  };
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = send(url, options, (message) => {
      const chunks: Buffer[] = [];
      message.on("data", (chunk: Buffer) => chunks.push(chunk));
      message.on("error", (error) => reject(noAnswer(request, error)));
      message.on("end", () => resolve(answerOf(request, message, Buffer.concat(chunks))));
    });
    sent.on("timeout", () => sent.destroy(new Error(`no answer within ${request.timeout} s`)));
    sent.on("error", (error) => reject(noAnswer(request, error)));
    sent.end(request.body);
  });
}

function tlsFiles({ ca_path: ca, client_cert: cert, client_key: key }: HttpRequest): {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
} {
  return {
    ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
    ...(cert === undefined ? {} : { cert: readFileSync(cert) }),
    ...(key === undefined && cert === undefined ? {} : { key: readFileSync(key ?? cert ?? "") }),
  };
}

function answerOf(request: HttpRequest, message: IncomingMessage, raw: Buffer): HttpAnswer {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  const body = unpack(raw, headers["content-encoding"]);
  const size = headers["content-length"] ?? "unknown";
  return {
    status: message.statusCode ?? 0,
    message:
      message.statusCode !== undefined && message.statusCode < 400
        ? `OK (${size} bytes)`
        : `HTTP Error ${message.statusCode}: ${message.statusMessage ?? ""}`,
    url: request.url,
    headers,
    cookies: cookiesOf(message.headers["set-cookie"] ?? []),
    body,
  };
}

function unpack(body: Buffer, encoding: string | undefined): Buffer {
  switch (encoding) {
    case "gzip":
      return gunzipSync(body);
    case "deflate":
      return inflateSync(body);
    case "br":
      return brotliDecompressSync(body);
    default:
      return body;
  }
}

function cookiesOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const pair = line.split(";")[0] ?? "";
      const at = pair.indexOf("=");
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

function noAnswer({ url }: HttpRequest, error: Error): HintedError {
  const isTls = /certificate|self.signed|SSL|TLS/i.test(error.message);
  return new HintedError("TASK_FAILED", `Status code was -1 and not [200]: Request failed: ${error.message}`, {
    hint: isTls
      ? "Give the server's certificate authority with 'ca_path'"
      : "Check the address, and that the server can be reached",
    details: { status: -1, url: shownUrl(url), redirected: false },
    cause: error,
  });
}
