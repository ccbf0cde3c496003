import { PythonFailure } from "../../python/failure.ts";

const FORM =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|beta|preview|pre|a|b|c|rc)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(?:post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

const PRE: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1, c: 2, rc: 2, pre: 2, preview: 2 };
const HIGHEST = Number.POSITIVE_INFINITY;
const LOWEST = Number.NEGATIVE_INFINITY;

/** The numbers that decide, in their order: epoch, release, pre-release, post-release, development release. */
function keyOf(version: string): {
  readonly head: number[];
  readonly release: number[];
  readonly tail: number[];
  readonly local: (string | number)[];
} {
  const match = FORM.exec(version.trim().toLowerCase());
  if (!match) throw new PythonFailure("ValueError", `Version comparison failed: Invalid version: '${version}'`);
  const [, epoch, release = "", pre, preNumber, postShort, postNumber, dev, devNumber, local] = match;
  const hasPost = postShort !== undefined || postNumber !== undefined;
  const preKey =
    pre === undefined ? [hasPost || dev === undefined ? HIGHEST : LOWEST, 0] : [PRE[pre] ?? 0, Number(preNumber ?? 0)];
  const post = hasPost ? Number(postShort ?? postNumber) : LOWEST;
  return {
    head: [Number(epoch ?? 0)],
    release: release
      .replace(/(?:\.0+)+$/, "")
      .split(".")
      .map(Number),
    tail: [...preKey, post, dev === undefined ? HIGHEST : Number(devNumber ?? 0)],
    local: local === undefined ? [] : local.split(/[-_.]/).map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  };
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [one, two] = [left[at] ?? LOWEST, right[at] ?? LOWEST];
    if (one !== two) return one < two ? -1 : 1;
  }
  return 0;
}

function compareLocal(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [one = 0, two = 0] = [left[at], right[at]];
    if (one === two) continue;
    if (typeof one !== typeof two) return typeof one === "number" ? 1 : -1;
    return one < two ? -1 : 1;
  }
  return left.length - right.length;
}

/** Orders two versions by PEP 440. @throws PythonFailure ValueError for text that is no version */
export function comparePep440(left: string, right: string): number {
  const [one, two] = [keyOf(left), keyOf(right)];
  return (
    compareNumbers(one.head, two.head) ||
    compareNumbers(one.release, two.release) ||
    compareNumbers(one.tail, two.tail) ||
    compareLocal(one.local, two.local)
  );
}
