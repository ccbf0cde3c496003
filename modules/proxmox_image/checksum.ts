import { HintedError } from "../../core/errors.ts";
import type { ImageArgs } from "./options.ts";

/** A checksum to be met. */
export interface Checksum {
  readonly algorithm: "md5" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512";
  /** Lower-case hex digits. */
  readonly digest: string;
}

const LENGTHS = { md5: 32, sha1: 40, sha224: 56, sha256: 64, sha384: 96, sha512: 128 } as const;
const ALGORITHMS = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"] as const;

/** The checksum a task asks for: `sha256:...`, or the digits with the algorithm beside them or told by their length. @throws HintedError OPTION_INVALID, OPTION_MISSING */
export function checksumOf(args: Pick<ImageArgs, "checksum" | "checksum_algorithm">): Checksum | undefined {
  const { checksum, checksum_algorithm: beside } = args;
  if (checksum === undefined) {
    if (beside === undefined) return undefined;
    throw new HintedError("OPTION_MISSING", `'checksum_algorithm' is ${beside}, but there is no checksum`, {
      hint: "Add 'checksum'",
    });
  }
  const [, prefix, digits = ""] = /^(?:([a-z]+-?\d+):)?\s*(.*?)\s*$/i.exec(checksum) ?? [];
  const digest = digits.toLowerCase();
  const inFront = prefix?.toLowerCase().replace("-", "");
  const algorithm = ALGORITHMS.find((name) => name === (inFront ?? beside ?? byLength(digest)));
  if (inFront !== undefined && beside !== undefined && inFront !== beside) {
    throw invalid(`'checksum' is one of ${inFront}, 'checksum_algorithm' says ${beside}`, "Name the algorithm once");
  }
  if (algorithm !== undefined && /^[0-9a-f]+$/.test(digest) && digest.length === LENGTHS[algorithm]) {
    return { algorithm, digest };
  }
  const expected =
    algorithm === undefined ? "hex digits of md5 or sha1 to sha512" : `${LENGTHS[algorithm]} hex digits (${algorithm})`;
  throw invalid(
    `'checksum' is ${JSON.stringify(checksum)}, expected ${expected}`,
    "Write it as, for example, sha256:2c26b46b...; a file of checksums is not read",
  );
}

function byLength(digest: string): string | undefined {
  return ALGORITHMS.find((name) => LENGTHS[name] === digest.length);
}

function invalid(message: string, hint: string): HintedError {
  return new HintedError("OPTION_INVALID", message, { hint });
}
