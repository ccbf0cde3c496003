import { existsSync, readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import type { Environment } from "./proxy.ts";
import type { Hop } from "./request.ts";

/** Where systems keep the authorities they trust: Debian, Red Hat, Alpine and SUSE. */
const BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/cert.pem",
  "/etc/ssl/ca-bundle.pem",
];

interface TlsOptions {
  readonly rejectUnauthorized: boolean;
  readonly ca?: (string | Buffer)[];
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly ciphers?: string;
}

/** How TLS is spoken: authorities are those of `ca_path`, else the system's, as Python has them. @throws the system's error for a file that can not be read */
export function tlsOptions(hop: Hop, env: Environment): TlsOptions {
  const { validate_certs: rejectUnauthorized, client_cert: cert, client_key: key, ciphers = [] } = hop;
  return {
    rejectUnauthorized,
    ...(rejectUnauthorized ? { ca: authorities(hop.ca_path, env) } : {}),
    ...(cert === undefined ? {} : { cert: readFileSync(cert), key: readFileSync(key ?? cert) }),
    ...(ciphers.length === 0 ? {} : { ciphers: ciphers.join(":") }),
  };
}

function authorities(path: string | undefined, env: Environment): (string | Buffer)[] {
  const file = path ?? env["SSL_CERT_FILE"] ?? BUNDLES.find((bundle) => existsSync(bundle));
  return file === undefined ? [...rootCertificates] : [readFileSync(file)];
}
