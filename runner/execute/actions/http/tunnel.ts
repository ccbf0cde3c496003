import { request } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { timedOut } from "./failures.ts";
import type { Proxy } from "./proxy.ts";

interface Way {
  readonly url: URL;
  readonly signal: AbortSignal;
  /** Seconds of silence. */
  readonly timeout: number;
}

/** A connection to an https server through a proxy (CONNECT). @throws Error naming the proxy's refusal, as Python words it */
export function tunnelThrough(proxy: Proxy, { url, signal, timeout }: Way): Promise<Duplex> {
  const place = `${url.hostname}:${url.port === "" ? "443" : url.port}`;
  const sent = request({
    host: proxy.host,
    port: proxy.port,
    method: "CONNECT",
    path: place,
    headers: {
      Host: place,
      ...(proxy.authorization === undefined ? {} : { "Proxy-Authorization": proxy.authorization }),
    },
    signal,
    timeout: timeout * 1000,
    agent: false,
  });
  return new Promise((resolve, reject) => {
    sent.on("connect", ({ statusCode = 0, statusMessage = "" }, socket: Socket) => {
      socket.setTimeout(0);
      if (statusCode >= 200 && statusCode < 300) return resolve(socket);
      socket.destroy();
      return reject(new Error(`Tunnel connection failed: ${statusCode} ${statusMessage}`));
    });
    sent.on("timeout", () => sent.destroy(timedOut(url.href, sent.socket?.connecting ?? true)));
    sent.on("error", reject);
    sent.end();
  });
}
