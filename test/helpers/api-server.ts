import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { selfSigned } from "../pve/http/certificate.ts";

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path with query, without `/api2/json`. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A running server. */
export interface ApiServer {
  readonly port: number;
  readonly fingerprint: string;
  /** The certificate in PEM, to be trusted as an authority. */
  readonly ca: string;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

type Handler = (request: SeenRequest, response: ServerResponse) => void;

/** A real HTTPS server for what no well-behaved one does: cut answers, wrong bodies, failures in a given order. */
export async function startApiServer(handler: Handler): Promise<ApiServer> {
  const certificate = await selfSigned(Date.now());
  const seen: SeenRequest[] = [];
  const server = createServer({ cert: certificate.cert, key: certificate.key }, (incoming, response) => {
    void text(incoming).then((body) => {
      const path = (incoming.url ?? "").replace("/api2/json", "");
      const request = { method: incoming.method ?? "", path, headers: incoming.headers, body };
      seen.push(request);
      handler(request, response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    fingerprint: certificate.fingerprint,
    ca: certificate.cert,
    seen,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Answers with an envelope. */
export function answer(response: ServerResponse, data: unknown): void {
  response.setHeader("content-type", "application/json").end(JSON.stringify({ data }));
}

/** Answers with a failure as the API writes it: the reason phrase in the status line, the message in the body. */
export function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, message.split("\n")[0]);
  response.end(status === 401 ? undefined : JSON.stringify({ data: null, message: `${message}\n` }));
}
