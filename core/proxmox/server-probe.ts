import { readFileSync } from "node:fs";
import { request } from "node:https";
import type { TLSSocket } from "node:tls";
import { HintedError } from "../errors.ts";
import { networkError } from "./network-error.ts";

/** Where to look. */
export interface ProbeTarget {
  readonly host: string;
  readonly port: number;
  /** PEM file with the authorities to trust in place of the system's. */
  readonly caPath?: string | undefined;
  /** Seconds. */
  readonly timeout: number;
}

/** What a server shows to anybody: its certificate and its clock. Nothing is sent that could be secret. */
export interface ServerProbe {
  /** SHA-256 of the certificate, as upper-case pairs with colons. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly issuer: string;
  /** The names and addresses it is good for, as `DNS:pve1, IP Address:192.0.2.1`. */
  readonly names: string;
  /** Milliseconds since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
  /** Why it would not be trusted; undefined when it would. */
  readonly fault: string | undefined;
  /** Milliseconds by which the server's clock is ahead of ours, to the second; undefined when it does not tell the time. */
  readonly ahead: number | undefined;
}

/** Looks at a server's certificate and clock, trusted or not. @throws HintedError PROXMOX_*, OPTION_INVALID */
export function probeServer({ host, port, caPath, timeout }: ProbeTarget): Promise<ServerProbe> {
  const ca = caPath === undefined ? {} : { ca: readCa(caPath) };
  const name = { method: "GET", path: "/", server: `${host}:${port}` };
  return new Promise((resolve, reject) => {
    const began = Date.now();
    const asked = request({
      host,
      port,
      path: "/",
      agent: false,
      rejectUnauthorized: false,
      timeout: timeout * 1000,
      ...ca,
    });
    asked.on("response", (response) => {
      response.resume();
      const now = (began + Date.now()) / 2;
      const seen = certificateOf(response.socket as TLSSocket);
      asked.destroy();
      resolve({ ...seen, ahead: clockAhead(response.headers.date, now) });
    });
    asked.on("timeout", () =>
      asked.destroy(Object.assign(new Error("timed out"), { code: "UND_ERR_CONNECT_TIMEOUT" })),
    );
    asked.on("error", (error) => reject(networkError(error, name)));
    asked.end();
  });
}

function certificateOf(socket: TLSSocket): Omit<ServerProbe, "ahead"> {
  const certificate = socket.getPeerCertificate();
  const { fingerprint256, subject, issuer, subjectaltname = "", valid_from: from, valid_to: to } = certificate;
  return {
    fingerprint: fingerprint256,
    subject: [subject.CN].flat().join(", "),
    issuer: [issuer.CN].flat().join(", "),
    names: subjectaltname,
    validFrom: Date.parse(from),
    validTo: Date.parse(to),
    // Node's types say Error; it is the code of one.
    fault: socket.authorized ? undefined : String(socket.authorizationError),
  };
}

/** A server tells whole seconds: on average it was half a second later. */
function clockAhead(date: string | undefined, now: number): number | undefined {
  const server = Date.parse(date ?? "");
  return Number.isNaN(server) ? undefined : Math.round((server + 500 - now) / 1000) * 1000;
}

function readCa(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new HintedError("OPTION_INVALID", `'ca_path' ${path} can not be read`, {
      hint: "Point it at a readable PEM file",
      cause,
    });
  }
}
