import { createHash } from "node:crypto";

/** The kind of a public key (`ssh-ed25519`, `ssh-rsa`, ...), which its wire form begins with. */
export function keyKind(key: Buffer): string {
  return key.subarray(4, 4 + key.readUInt32BE(0)).toString("ascii");
}

/** A public key's fingerprint as OpenSSH prints it: `SHA256:` and unpadded base64. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}
