// tsyringe, below x509, needs the polyfill to be loaded first.
import "reflect-metadata";
import { createHash, webcrypto } from "node:crypto";
import { cryptoProvider, SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509";

/** A certificate with its key, both in PEM, and its SHA-256 fingerprint as `AA:BB:...`. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly fingerprint: string;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY = 86_400_000;

/** Makes a self-signed certificate for the loopback addresses; nothing of it is kept anywhere. */
export async function selfSigned(now: number): Promise<Certificate> {
  cryptoProvider.set(webcrypto);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=pve.example.invalid, O=PVE simulator",
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(15)))
      .toString("hex")
      .replace(/^./, "1"),
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + 730 * DAY),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: "ip", value: "127.0.0.1" },
        { type: "ip", value: "::1" },
        { type: "dns", value: "localhost" },
      ]),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replaceAll(/.{64}/g, "$&\n")}\n-----END PRIVATE KEY-----\n`;
  const digest = createHash("sha256").update(Buffer.from(certificate.rawData)).digest("hex").toUpperCase();
  return { cert: `${certificate.toString("pem")}\n`, key, fingerprint: (digest.match(/../g) ?? []).join(":") };
}
