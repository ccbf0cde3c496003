import type { Readable } from "node:stream";
import type { TLSSocket } from "node:tls";
import { setFlagsFromString } from "node:v8";
import type { buildConnector, Pool } from "undici";
import { type Credential, identityOf } from "./credentials.ts";
import { networkError, type RequestName } from "./network-error.ts";
import { checkFingerprint, nodeTlsOptions, normalFingerprint, type TlsOptions } from "./tls.ts";
import type { RawAnswer } from "./wire.ts";

/** Where the API is and how to speak to it. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsOptions;
  readonly credential: Credential;
  /** Seconds to wait for an answer; a connection must stand within the same time, 10 s at most. */
  readonly timeout: number;
  /** Requests at once; 16 when left out. */
  readonly connections?: number;
}

/** One HTTP request to the API. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path with query, starting with `/api2/json`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream needs a `content-length` among the headers. */
  readonly body: string | Readable | undefined;
  /** Ends the request when it is aborted; only for reads, whose answers may be thrown away, and for uploads, which end with nothing. */
  readonly signal?: AbortSignal | undefined;
  /** Seconds without progress before the request is given up; the endpoint's own when left out. */
  readonly timeout?: number | undefined;
}

/** The server closes idle connections after 5 s; ours go first, so that no request meets a closing one. */
const KEEP_ALIVE_MS = 4_000;
/** Requests at once to one server; it answers them in parallel. */
const CONNECTIONS = 16;

/** Kept TLS connections to one API server, opened on first use; on a node itself, calls of pvesh in their place. */
export class Connection {
  readonly endpoint: Endpoint;
  readonly identity: string;
  readonly server: string;
  #pool: Promise<Pool> | undefined;
  #requests = 0;

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
    this.identity = identityOf(endpoint.credential);
    this.server = this.#isByPvesh ? "this node" : `${endpoint.host}:${endpoint.port}`;
  }

  /** Number of requests sent so far. */
  get requests(): number {
    return this.#requests;
  }

  /** Sends one request and reads the whole answer. @throws HintedError PROXMOX_* for everything below HTTP */
  async send(request: HttpRequest): Promise<RawAnswer> {
    if (this.#isByPvesh) {
      this.#requests++;
      return (await import("./pvesh.ts")).sendByPvesh(request);
    }
    this.#pool ??= openPool(this.endpoint);
    const name: RequestName = {
      method: request.method,
      path: request.path.replace(/^\/api2\/json|\?.*$/g, ""),
      server: this.server,
    };
    try {
      const pool = await this.#pool;
      this.#requests++;
      const { statusCode, statusText, body } = await pool.request({
        method: request.method,
        path: request.path,
        headers: { ...request.headers },
        body: request.body ?? null,
        signal: request.signal ?? null,
        ...(request.timeout === undefined ? {} : { headersTimeout: request.timeout * 1000 }),
      });
      return { status: statusCode, reason: statusText, text: await body.text() };
    } catch (error) {
      throw networkError(error, name);
    }
  }

  get #isByPvesh(): boolean {
    return this.endpoint.credential.kind === "pvesh";
  }

  /** Closes all connections; requests under way are cut. */
  async close(): Promise<void> {
    const pool = await this.#pool?.catch(() => undefined);
    await pool?.destroy();
    this.#pool = undefined;
  }
}

/** undici is loaded on first use: a module that refuses its arguments never pays for it. */
async function openPool(endpoint: Endpoint): Promise<Pool> {
  const { host, port, tls, timeout } = endpoint;
  const pinned = tls.fingerprint === undefined ? undefined : normalFingerprint(tls.fingerprint);
  const tlsOptions = nodeTlsOptions(tls);
  const undici = await import("undici");
  compileParserOnce();
  // A resumed TLS session shows no certificate, so that with a pin each connection is a full handshake.
  const sessions = pinned === undefined ? {} : { maxCachedSessions: 0 };
  const connect = undici.buildConnector({
    ...tlsOptions,
    ...sessions,
    timeout: Math.min(timeout, 10) * 1000,
    keepAlive: true,
  });
  const origin = `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return new undici.Pool(origin, {
    connections: endpoint.connections ?? CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    headersTimeout: timeout * 1000,
    bodyTimeout: timeout * 1000,
    connect: pinned === undefined ? connect : pin(connect, pinned),
  });
}

/**
 * Keeps V8 from compiling undici's HTTP parser (WebAssembly) a second time with its optimising compiler: that costs 0.1 s of
 * processor time, which every process waits for at its end, and is never earned back by the answers of an API.
 */
function compileParserOnce(): void {
  setFlagsFromString("--liftoff-only");
}

type Connector = ReturnType<typeof buildConnector>;

/** A connector that hands out a connection only when its certificate is the pinned one. */
function pin(connect: Connector, fingerprint: string): Connector {
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error) return callback(error, null);
      const mismatch = checkFingerprint(socket as TLSSocket, fingerprint);
      if (!mismatch) return callback(null, socket);
      socket.destroy();
      return callback(mismatch, null);
    });
  };
}
