import { createReadStream, createWriteStream } from "node:fs";
import { type ClientRequest, type IncomingMessage, request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { connect as connectTls } from "node:tls";
import { createGunzip } from "node:zlib";
import { nodeFailure, stopped, timedOut } from "./failures.ts";
import { netrcLogin } from "./netrc.ts";
import { type Environment, type Proxy, proxyFor } from "./proxy.ts";
import type { Hop, HopAnswer, HopSender } from "./request.ts";
import { tlsOptions } from "./tls.ts";
import { tunnelThrough } from "./tunnel.ts";

interface Surroundings {
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** File of this machine for the bodies of answers. */
  readonly saveTo: string | undefined;
}

/** Sends requests from this process; a body on its way into a file is never held whole. */
export function nodeSender(around: Surroundings): HopSender {
  return { send: (hop) => send(hop, around), close: async () => undefined };
}

async function send(given: Hop, around: Surroundings): Promise<HopAnswer> {
  const { env, saveTo } = around;
  const login = given.use_netrc === true ? netrcLogin(new URL(given.url).hostname, env) : undefined;
  const hop = login === undefined ? given : { ...given, headers: { ...given.headers, Authorization: login } };
  const proxy = hop.use_proxy === false || hop.unix_socket !== undefined ? undefined : proxyFor(hop.url, env);
  const late: { timeout?: Error } = {};
  try {
    const sent = await opened(hop, proxy, around);
    sent.on("timeout", () => {
      late.timeout = timedOut(hop.url, sent.socket?.connecting ?? true);
      sent.destroy(late.timeout);
    });
    const message = await answerTo(sent, hop.body);
    return { ...headOf(message), body: await take(message, hop, saveTo) };
  } catch (error) {
    if (late.timeout) throw late.timeout;
    if (around.signal.aborted) throw stopped();
    if (!(error instanceof Error) || "hint" in error) throw error;
    throw nodeFailure(hop.url, error);
  }
}

/** Opens the request: to the server, to a proxy that passes it on, or through one. */
async function opened(hop: Hop, proxy: Proxy | undefined, { env, signal }: Surroundings): Promise<ClientRequest> {
  const url = new URL(hop.url);
  const options: RequestOptions = {
    method: hop.method,
    headers: { ...lengthOf(hop), ...hop.headers },
    signal,
    timeout: hop.timeout * 1000,
    agent: false,
    ...(hop.unix_socket === undefined ? {} : { socketPath: hop.unix_socket }),
  };
  if (url.protocol === "https:") {
    const tls = tlsOptions(hop, env);
    if (!proxy) return httpsRequest(url, { ...options, ...tls });
    const socket = await tunnelThrough(proxy, { url, signal, timeout: hop.timeout });
    const servername = isIP(url.hostname) === 0 ? url.hostname : "";
    const createConnection = () => connectTls({ ...tls, socket, servername, host: url.hostname });
    // An agent, even none, would make connections of its own.
    return httpsRequest(url, { ...options, agent: undefined, createConnection });
  }
  if (!proxy) return httpRequest(url, options);
  const { authorization } = proxy;
  const passedOn = {
    host: proxy.host,
    port: proxy.port,
    path: url.href,
    headers: {
      Host: url.host,
      ...(authorization === undefined ? {} : { "Proxy-Authorization": authorization }),
      ...lengthOf(hop),
      ...hop.headers,
    },
  };
  return proxy.isSecure
    ? httpsRequest({ ...options, ...tlsOptions(hop, env), ...passedOn })
    : httpRequest({ ...options, ...passedOn });
}

function lengthOf({ body }: Hop): Readonly<Record<string, string>> {
  if (body === undefined) return {};
  if (Buffer.isBuffer(body)) return { "Content-Length": String(body.length) };
  return "size" in body ? { "Content-Length": String(body.size) } : { "Transfer-Encoding": "chunked" };
}

function answerTo(sent: ClientRequest, body: Hop["body"]): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.on("response", resolve);
    sent.on("error", reject);
    if (body === undefined || Buffer.isBuffer(body)) sent.end(body);
    else pipeline(createReadStream("file" in body ? body.file : body.path), sent).catch(reject);
  });
}

function headOf(message: IncomingMessage): Omit<HopAnswer, "body"> {
  const { rawHeaders } = message;
  const headers = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ""] as const] : []));
  return { status: message.statusCode ?? 0, reason: message.statusMessage ?? "", headers };
}

/** The body, unpacked: into the file, else in one piece. */
async function take(message: IncomingMessage, hop: Hop, saveTo: string | undefined): Promise<Buffer> {
  const isPacked = message.headers["content-encoding"]?.toLowerCase() === "gzip" && hasBody(message, hop);
  const unpacking = isPacked && hop.decompress !== false ? [createGunzip()] : [];
  if (saveTo !== undefined) {
    await pipeline([message, ...unpacking, createWriteStream(saveTo)]);
    return Buffer.alloc(0);
  }
  const chunks: Buffer[] = [];
  await pipeline([message, ...unpacking, collecting(chunks)]);
  return Buffer.concat(chunks);
}

function collecting(chunks: Buffer[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
}

function hasBody({ statusCode }: IncomingMessage, { method }: Hop): boolean {
  return method !== "HEAD" && statusCode !== 204 && statusCode !== 304;
}
