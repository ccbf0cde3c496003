import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { RawValue } from "../params.ts";
import { PveError } from "../pve-error.ts";
import type { Upload } from "../services.ts";
import { apidocAnswer } from "./apidoc.ts";
import type { Certificate } from "./certificate.ts";
import { type Api, type ApiRequest, dispatch } from "./dispatch.ts";
import { type Answer, type Format, plain, refusal, success } from "./envelope.ts";
import { parseForm, parseJson } from "./form.ts";
import { parseMultipart } from "./multipart.ts";

/** What may happen to a request on its way, other than being answered; see the fault injector. */
export interface Interceptor {
  /** Answers in the API's place, or undefined to let the request through. */
  before(request: ApiRequest): Promise<Answer | "drop" | undefined>;
  /** How to send the answer the API gave. */
  after(request: ApiRequest, answer: Answer): Promise<Delivery>;
}

/** How an answer is sent: whole, not at all, cut in the middle, or a few bytes at a time (milliseconds between). */
export type Delivery =
  | { readonly kind: "whole" | "drop" | "cut" }
  | { readonly kind: "drip"; readonly interval: number };

const MAX_FORM = 512 * 1024;
const FORMATS = new Set<string>(["json", "extjs", "html", "png"]);

/** The HTTPS front of the API: reads requests, decodes their parameters, writes answers as PVE's own server does. */
export function createApiServer(api: Api, certificate: Certificate, interceptor: Interceptor): Server {
  const server = createServer(
    { cert: certificate.cert, key: certificate.key, keepAliveTimeout: 5000 },
    (request, response) => {
      void serve(api, interceptor, { request, response }).catch(() => response.destroy());
    },
  );
  server.maxRequestsPerSocket = 100;
  server.on("clientError", (error: Error & { rawPacket?: Buffer }, socket) => refuseMethod(error.rawPacket, socket));
  return server;
}

/** Connections on which something that is no HTTP followed a request, such as the unannounced body of a DELETE. */
const spoiled = new WeakSet<Duplex>();

/** Methods that Node's parser does not know arrive as errors, and so do bodies without a length; PVE names both in its answer. */
function refuseMethod(packet: Buffer | undefined, socket: Duplex): void {
  const method = /^([A-Z]+) /.exec(packet?.toString("latin1") ?? "")?.[1];
  spoiled.add(socket);
  if (!socket.writable) return;
  if (method === "DELETE" || method === "GET") {
    const text = `Unexpected content for method '${method}'`;
    socket.end(
      `HTTP/1.1 501 ${text}\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`,
    );
    return;
  }
  if (method === undefined) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  else socket.end(`HTTP/1.1 501 method '${method}' not available\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function serve(api: Api, interceptor: Interceptor, { request, response }: Exchange): Promise<void> {
  const method = request.method ?? "";
  if (!["GET", "POST", "PUT", "DELETE"].includes(method)) {
    send(response, { status: 501, reason: `method '${method}' not available`, contentType: "", body: "" });
    return;
  }
  const page = method === "GET" ? apidocAnswer(api.services.schema, request.url ?? "") : undefined;
  const read = page ?? (await readRequest(request));
  if ("status" in read) {
    send(response, read);
    return;
  }
  if (spoiled.has(request.socket)) return;
  const early = await interceptor.before(read.call);
  if (early === "drop") {
    response.destroy();
    return;
  }
  const answer = early ?? (await answerOf(api, read));
  if (answer.status === 401 && api.services.settings.speed > 0) await pause(3000 * api.services.settings.speed);
  await deliver(response, answer, await interceptor.after(read.call, answer));
}

interface Read {
  readonly call: ApiRequest;
  readonly format: Format;
}

async function answerOf(api: Api, { call, format }: Read): Promise<Answer> {
  try {
    return success(await dispatch(api, call), format);
  } catch (error) {
    return refusal(error, format);
  }
}

async function readRequest(request: IncomingMessage): Promise<Read | Answer> {
  const [rawPath = "", query = ""] = (request.url ?? "").split("?");
  const located = locate(decode(rawPath).replaceAll(/\/{2,}/g, "/"));
  if ("status" in located) return located;
  const body = await readBody(request);
  if (body.length > 0 && (request.method === "GET" || request.method === "DELETE")) {
    return plain(501, `Unexpected content for method '${request.method}'`);
  }
  try {
    const { params, upload } = parseBody(request, body);
    const fromQuery = parseForm(query);
    const call: ApiRequest = {
      method: request.method ?? "",
      path: located.path,
      headers: request.headers,
      params: new Map([...params, ...fromQuery]),
      query,
      body: upload ? `<${body.length} bytes binary>` : body.toString("utf8"),
      upload,
    };
    return { call, format: located.format };
  } catch (error) {
    if (error instanceof PveError) return plain(error.status, error.message);
    throw error;
  }
}

/** The API path and format of a URL path. */
function locate(path: string): { readonly path: string; readonly format: Format } | Answer {
  const match = /^\/api2(?:\/([^/]+))?(\/.*)?$/.exec(path);
  if (!match) return plain(500, `no such file '${path}'\n`);
  const rest = (match[2] ?? "").replace(/\/$/, "") || "/";
  const format = match[1] ?? "";
  if (!isFormat(format)) return plain(501, `no formatter for uri ${rest}, ${format}`);
  return { path: rest, format };
}

function isFormat(text: string): text is Format {
  return FORMATS.has(text);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

interface Body {
  readonly params: Map<string, RawValue>;
  readonly upload?: Upload | undefined;
}

function parseBody(request: IncomingMessage, body: Buffer): Body {
  const type = request.headers["content-type"] ?? "";
  if (body.length === 0) return { params: new Map() };
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary !== undefined) {
    const parsed = parseMultipart(body, boundary);
    if (!parsed?.upload)
      throw new PveError(500, "upload failed at /usr/share/perl5/PVE/APIServer/AnyEvent.pm line 1370.\n");
    return { params: parsed.fields, upload: parsed.upload };
  }
  if (body.length > MAX_FORM) throw new PveError(501, "for data too large");
  if (/^application\/json/i.test(type)) return { params: parseJson(body.toString("utf8")) };
  if (type !== "" && !/^application\/x-www-form-urlencoded/i.test(type))
    throw new PveError(506, `upload 'Content-Type '${type}' not implemented`);
  return { params: parseForm(body.toString("utf8")) };
}

async function deliver(response: ServerResponse, answer: Answer, delivery: Delivery): Promise<void> {
  switch (delivery.kind) {
    case "whole":
      send(response, answer);
      return;
    case "drop":
      response.destroy();
      return;
    case "cut":
      head(response, answer);
      response.write((answer.body ?? "").slice(0, Math.floor((answer.body ?? "").length / 2)), () =>
        response.destroy(),
      );
      return;
    case "drip":
      head(response, answer);
      for (const piece of (answer.body ?? "").match(/[\s\S]{1,16}/g) ?? []) {
        response.write(piece);
        await pause(delivery.interval);
      }
      response.end();
  }
}

function head(response: ServerResponse, answer: Answer): void {
  response.setHeader("Cache-Control", "max-age=0");
  response.setHeader("Pragma", "no-cache");
  response.setHeader("Server", "pve-api-daemon/3.0");
  if (answer.contentType !== "") response.setHeader("Content-Type", answer.contentType);
  if (answer.close === true) {
    response.shouldKeepAlive = false;
    response.removeHeader("Content-Length");
    response.removeHeader("Transfer-Encoding");
  } else {
    response.setHeader("Content-Length", Buffer.byteLength(answer.body ?? ""));
  }
  response.writeHead(answer.status, Buffer.from(answer.reason, "utf8").toString("latin1"));
}

function send(response: ServerResponse, answer: Answer): void {
  head(response, answer);
  response.end(answer.body);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
