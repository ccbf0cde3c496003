import { HintedError } from "../../../core/errors.ts";
import { probeServer, type ServerProbe } from "../../../core/proxmox/server-probe.ts";
import { normalFingerprint } from "../../../core/proxmox/tls.ts";
import type { CommandContext } from "../command-context.ts";
import { saysYes } from "../confirm.ts";
import { plainText } from "../table.ts";

/** Which server, and what is said of its certificate beforehand. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly caPath?: string | undefined;
  readonly fingerprint?: string | undefined;
  /** Pin what the server shows without asking. */
  readonly pin: boolean;
}

/** How the certificate is to be checked from now on. */
export interface Trust {
  readonly fingerprint?: string;
  readonly ca_path?: string;
}

/** Seconds. */
const TIMEOUT = 15;

/**
 * Looks at a server's certificate and decides how it is to be checked: by the fingerprint given, by an authority that vouches for
 * it, or by pinning it once a person has said yes. @throws HintedError PROXMOX_*, USAGE without anybody to ask, INTERRUPTED for no
 */
export async function settleTrust(server: Server, context: CommandContext): Promise<Trust> {
  const probe = await probeServer({ ...server, timeout: TIMEOUT });
  const ca = server.caPath === undefined ? {} : { ca_path: server.caPath };
  if (server.fingerprint !== undefined) {
    compare(probe, normalFingerprint(server.fingerprint));
    return { ...ca, fingerprint: probe.fingerprint };
  }
  if (probe.fault === undefined) {
    context.say(`The certificate is trusted: ${probe.issuer} vouches for it`);
    return ca;
  }
  if (server.caPath !== undefined) throw notVouchedFor(probe, server.caPath);
  for (const line of shown(probe)) context.say(plainText(line));
  if (!server.pin) await askToPin(context);
  return { fingerprint: probe.fingerprint };
}

function compare({ fingerprint }: ServerProbe, expected: string): void {
  if (fingerprint === expected) return;
  throw new HintedError(
    "PROXMOX_TLS",
    `The server's certificate has fingerprint ${fingerprint}, expected ${expected}`,
    {
      hint: "Compare both with the node's own: openssl x509 -noout -fingerprint -sha256 -in /etc/pve/local/pve-ssl.pem",
    },
  );
}

function notVouchedFor({ fault }: ServerProbe, caPath: string): HintedError {
  return new HintedError(
    "PROXMOX_TLS",
    `The authorities in ${caPath} do not vouch for the server's certificate: ${fault ?? ""}`,
    {
      hint: "Copy /etc/pve/pve-root-ca.pem of this cluster, and use a host name that is in the certificate",
    },
  );
}

function shown({ subject, issuer, names, validTo, fingerprint, fault }: ServerProbe): readonly string[] {
  return [
    `The server's certificate is not trusted by this machine (${fault ?? ""}):`,
    `  for      ${subject}${names === "" ? "" : ` (${names})`}`,
    `  made by  ${issuer}`,
    `  until    ${new Date(validTo).toISOString().slice(0, 10)}`,
    `  SHA-256  ${fingerprint}`,
    "Compare it on the node: openssl x509 -noout -fingerprint -sha256 -in /etc/pve/local/pve-ssl.pem",
  ];
}

async function askToPin(context: CommandContext): Promise<void> {
  if (!context.isInputTerminal) {
    throw new HintedError("USAGE", "The certificate must be compared, and there is no terminal to ask at", {
      hint: "Give --fingerprint (or --ca-path), or --pin to trust what the server shows now",
    });
  }
  if (await saysYes("Trust this certificate and no other from now on? [y/N] ", context)) return;
  throw new HintedError("INTERRUPTED", "Nothing was written", { hint: "Answer y to pin the certificate" });
}
