import { createHash } from "node:crypto";
import { Writable } from "node:stream";
import type { Target } from "../../connections/target.ts";
import { digestsOf } from "./content.ts";

/** The digest of bytes in hex. */
export function digest(content: Buffer, algorithm: string): string {
  return createHash(algorithm).update(content).digest("hex");
}

/** Whether bytes look like anything but text, as diffs tell it. */
export function looksBinary(content: Buffer): boolean {
  return content.subarray(0, 8192).includes(0);
}

/** A line for each algorithm with the digest by whatever program there is, empty where there is none. */
const SCRIPT = `f=$1; shift
for a; do
  n=\${a#sha}
  d=$({ "\${a}sum" < "$f" || { [ "$n" != "$a" ] && shasum -a "$n" < "$f"; } || openssl dgst -r "-$a" < "$f"; } 2>/dev/null) || d=
  printf '%s\\n' "$d"
done`;

const NEVER = new AbortController().signal;

/**
 * Digests of a file of the target in hex by algorithm (`md5`, `sha1` to `sha512`), worked out there; where it has no program
 * for one, the file is read piece by piece. @throws what the target says of a file that can not be read
 */
export async function fileDigests<const A extends string>(
  target: Target,
  path: string,
  algorithms: readonly A[],
): Promise<Readonly<Record<A, string>>> {
  const found =
    target.isLocal && !target.becomes
      ? await digestsOf({ file: path, size: 0 }, algorithms)
      : await digestsOnTarget(target, path, algorithms);
  // One entry for each algorithm that was asked for.
  return Object.fromEntries(algorithms.map((algorithm) => [algorithm, found[algorithm] ?? ""])) as Record<A, string>;
}

async function digestsOnTarget(
  target: Target,
  path: string,
  algorithms: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const done = await target.exec({ argv: ["/bin/sh", "-c", SCRIPT, "sh", path, ...algorithms] }, NEVER);
  const lines = done.stdout.toString("utf8").split("\n");
  const found: Record<string, string> = {};
  for (const [at, algorithm] of algorithms.entries()) {
    found[algorithm] =
      /^[0-9a-f]{32,}/i.exec(lines[at] ?? "")?.[0].toLowerCase() ?? (await read(target, path, algorithm));
  }
  return found;
}

async function read(target: Target, path: string, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done();
    },
  });
  await target.files.readInto(path, sink);
  return hash.digest("hex");
}
