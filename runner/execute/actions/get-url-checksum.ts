import { HintedError } from "../../../core/errors.ts";

/** A digest that a file must have. */
export interface WantedDigest {
  /** As Node and OpenSSL name it. */
  readonly algorithm: string;
  /** Hex, small letters. */
  readonly digest: string;
}

/** Algorithms of Python's hashlib that tools of targets have as well, by their names there. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  md5: "md5",
  sha1: "sha1",
  sha224: "sha224",
  sha256: "sha256",
  sha384: "sha384",
  sha512: "sha512",
  sha3_224: "sha3-224",
  sha3_256: "sha3-256",
  sha3_384: "sha3-384",
  sha3_512: "sha3-512",
  blake2b: "blake2b512",
  blake2s: "blake2s256",
};

/** The parts of `algorithm:digest` or `algorithm:address`. @throws HintedError OPTION_INVALID */
export function splitChecksum(checksum: string): { readonly algorithm: string; readonly value: string } {
  const at = checksum.indexOf(":");
  if (at < 0)
    throw new HintedError("OPTION_INVALID", "The checksum parameter has to be in format <algorithm>:<checksum>", {
      hint: "Write such as 'sha256:0123...'",
    });
  const algorithm = ALGORITHMS[checksum.slice(0, at).trim()];
  if (algorithm === undefined)
    throw new HintedError("OPTION_INVALID", `'${checksum.slice(0, at)}' in 'checksum' is not a known algorithm`, {
      hint: `Use one of ${Object.keys(ALGORITHMS).join(", ")}`,
    });
  return { algorithm, value: checksum.slice(at + 1) };
}

/** A digest without what came along when it was copied from a page. @throws HintedError OPTION_INVALID for what is no hex number */
export function cleanDigest(text: string): string {
  const clean = text.replaceAll(/[^\p{L}\p{N}_]+/gu, "").toLowerCase();
  if (/^[0-9a-f]+$/.test(clean)) return clean;
  throw new HintedError("OPTION_INVALID", "The checksum format is invalid", { hint: "Give the digest in hex" });
}

/** The digest of a file in a list as sha256sum, BSD's sha256 or a server's checksum file have it; undefined when it is not there. */
export function digestInList(list: string, name: string): string | undefined {
  const lines = list.replace(/\n$/, "").split("\n");
  const [only = ""] = lines;
  if (lines.length === 1 && only.trim().split(/\s+/).length === 1) return only;
  for (const line of lines) {
    const [, bsdPath, bsdDigest] = /^\w+ ?\((.+)\) ?= ([\w.]+)$/.exec(line) ?? [];
    if (bsdPath === name) return bsdDigest;
    const [, digest, path] = /^([\w.]+)\s+(?:\*|\.\/|\.)?(.+)$/.exec(line) ?? [];
    if (bsdPath === undefined && path?.replace(/^[./]+/, "") === name) return digest;
  }
  return undefined;
}
