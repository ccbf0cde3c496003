import { HintedError } from "../errors.ts";

/** A request as named in messages. */
export interface RequestName {
  readonly method: string;
  readonly path: string;
  /** `host:port`. */
  readonly server: string;
}

const UNKNOWN_HOST = new Set(["ENOTFOUND", "EAI_AGAIN"]);
const NOT_SENT = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
const SLOW = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** Whether the request certainly never reached the server, so that even a write may be tried again. */
export function wasNotSent(error: unknown): boolean {
  return NOT_SENT.has(systemCode(error));
}

/** The code Node or undici gave a network failure (`ECONNREFUSED`, ...), or an empty text. */
function systemCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

/** A failure below HTTP as one a user can act on. What carries no code of Node's or undici's is a bug of ours and stays as it is. */
export function networkError(error: unknown, request: RequestName): unknown {
  const code = systemCode(error);
  if (error instanceof HintedError || code === "") return error;
  const text = error instanceof Error ? error.message : String(error);
  if (UNKNOWN_HOST.has(code)) return unknownHost(error, request);
  if (isTls(code, text)) return tlsError(error, { text, request });
  if (SLOW.has(code)) return tooSlow(error, request);
  if (NOT_SENT.has(code)) return unreachable(error, { text: text || code, request });
  return connectionLost(error, { text: text || code, request });
}

function isTls(code: string, text: string): boolean {
  return (
    /^(ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_|EPROTO)/.test(code) ||
    /certificate|SSL routines|altnames/i.test(text)
  );
}

interface Context {
  readonly text: string;
  readonly request: RequestName;
}

function unknownHost(cause: unknown, { server }: RequestName): HintedError {
  return new HintedError("PROXMOX_HOST_UNKNOWN", `Host of ${server} can not be resolved`, {
    hint: "Check 'api_host' (or PROXMOX_HOST) and your DNS",
    cause,
  });
}

function tlsError(cause: unknown, { text, request }: Context): HintedError {
  return new HintedError("PROXMOX_TLS", `The certificate of ${request.server} was not accepted: ${text}`, {
    hint: "Set 'fingerprint' to the certificate's SHA-256 or 'ca_path' to the cluster's /etc/pve/pve-root-ca.pem; 'api_host' must be a name in the certificate",
    cause,
  });
}

function tooSlow(cause: unknown, { method, path, server }: RequestName): HintedError {
  return new HintedError("PROXMOX_TIMEOUT", `${method} ${path}: no answer from ${server} in time`, {
    hint: "Raise 'api_timeout' (seconds); a write may still have been applied",
    cause,
  });
}

function unreachable(cause: unknown, { text, request }: Context): HintedError {
  return new HintedError("PROXMOX_UNREACHABLE", `No connection to ${request.server}: ${text}`, {
    hint: "Check 'api_host', 'api_port' and that pveproxy runs there",
    cause,
  });
}

function connectionLost(cause: unknown, { text, request }: Context): HintedError {
  const unsure = request.method === "GET" ? "" : "; whether the change was applied is unknown";
  return new HintedError(
    "PROXMOX_CONNECTION_LOST",
    `${request.method} ${request.path}: connection to ${request.server} lost before the whole answer came (${text})${unsure}`,
    {
      hint: "Run again: what is already there is found and not done twice",
      cause,
    },
  );
}
