import { createHash } from "node:crypto";
import type { Config } from "../state.ts";

/** The digest of a small configuration file: the SHA-1 of its lines, of nothing when it has none. */
export function configDigest(...sections: readonly Config[]): string {
  const text = sections
    .map((section) =>
      [...section]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => `${key}: ${value}\n`)
        .join(""),
    )
    .join("");
  return createHash("sha1").update(text).digest("hex");
}
