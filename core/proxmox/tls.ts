import { readFileSync } from "node:fs";
import type { TLSSocket } from "node:tls";
import { HintedError } from "../errors.ts";

/** How the server's certificate is checked. */
export interface TlsOptions {
  /** PEM file with the certificate authorities to trust in place of the system's. */
  readonly caPath?: string | undefined;
  /** SHA-256 of the server's certificate (hex, with or without colons): trust this one certificate and no other. */
  readonly fingerprint?: string | undefined;
  readonly validateCerts: boolean;
}

/** What Node's TLS needs of the options. A pinned certificate is compared by {@link checkFingerprint}. */
export function nodeTlsOptions(options: TlsOptions): { ca?: Buffer | []; rejectUnauthorized: boolean } {
  // A pin alone is stricter than any chain. A pin beside a CA asks for both: never verify less than asked.
  const byPinAlone = options.fingerprint !== undefined && options.caPath === undefined;
  const rejectUnauthorized = options.validateCerts && !byPinAlone;
  if (options.caPath !== undefined) return { ca: readCa(options.caPath), rejectUnauthorized };
  // Reading the system's authorities takes longer than a call: only where they are asked.
  return rejectUnauthorized ? { rejectUnauthorized } : { ca: [], rejectUnauthorized };
}

function readCa(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new HintedError("OPTION_INVALID", `'ca_path' ${path} can not be read`, {
      hint: "Point 'ca_path' at a readable PEM file",
      cause,
    });
  }
}

/** Fingerprint in OpenSSL's form: upper-case pairs with colons. @throws HintedError OPTION_INVALID */
export function normalFingerprint(fingerprint: string): string {
  const hex = fingerprint
    .replace(/^sha-?256:/i, "")
    .replaceAll(/[:\s]/g, "")
    .toUpperCase();
  if (/^[0-9A-F]{64}$/.test(hex)) return (hex.match(/../g) ?? []).join(":");
  throw new HintedError(
    "OPTION_INVALID",
    `'fingerprint' is ${JSON.stringify(fingerprint)}, expected the 64 hex digits of a SHA-256`,
    {
      hint: "Print it on the node: openssl x509 -noout -fingerprint -sha256 -in /etc/pve/local/pve-ssl.pem",
    },
  );
}

/** Compares the certificate of an open connection with the pinned fingerprint. Returns the error, or undefined when it is the one. */
export function checkFingerprint(socket: TLSSocket, pinned: string): HintedError | undefined {
  const seen = socket.getPeerCertificate().fingerprint256;
  if (seen === pinned) return undefined;
  return new HintedError(
    "PROXMOX_TLS",
    `The server's certificate has fingerprint ${seen ?? "(none)"}, expected ${pinned}`,
    {
      hint: "If the certificate was renewed on purpose, compare it on the node and set 'fingerprint' to the new value; otherwise somebody is in between",
    },
  );
}
