import { createHash } from "node:crypto";

/** The digest of bytes in hex. */
export function digest(content: Buffer, algorithm: string): string {
  return createHash(algorithm).update(content).digest("hex");
}

/** Whether bytes look like anything but text, as diffs tell it. */
export function looksBinary(content: Buffer): boolean {
  return content.subarray(0, 8192).includes(0);
}
