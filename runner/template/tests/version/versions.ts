import { PythonFailure } from "../../python/failure.ts";

type Part = string | number;

function invalid(version: string): never {
  throw new PythonFailure("ValueError", `Version comparison failed: invalid version number '${version}'`);
}

/** Parts in order; a shorter version that is the start of a longer one comes first. */
function compareParts(left: readonly Part[], right: readonly Part[], mixed: (one: Part, two: Part) => number): number {
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [one = 0, two = 0] = [left[at], right[at]];
    if (one === two) continue;
    if (typeof one !== typeof two) return mixed(one, two);
    return one < two ? -1 : 1;
  }
  return left.length - right.length;
}

/** Numbers and words as they come, as distutils' LooseVersion. @throws PythonFailure when a number meets a word */
export function compareLoose(left: string, right: string): number {
  const parts = (version: string): Part[] =>
    version
      .split(/(\d+|[a-z]+|\.)/)
      .filter((part) => part !== "" && part !== ".")
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return compareParts(parts(left), parts(right), () => {
    throw new PythonFailure(
      "TypeError",
      "Version comparison failed: '<' not supported between instances of 'str' and 'int'",
    );
  });
}

/** `major.minor[.patch][a|b number]`, as distutils' StrictVersion. */
export function compareStrict(left: string, right: string): number {
  const parts = (version: string): Part[] => {
    const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/.exec(version) ?? invalid(version);
    const release = match[4] === undefined ? 2 : match[4] === "a" ? 0 : 1;
    return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0), release, Number(match[5] ?? 0)];
  };
  return compareParts(parts(left), parts(right), () => 0);
}

const SEMANTIC =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*))?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/;

/** Semantic Versioning 2.0.0; build metadata does not count. */
export function compareSemantic(left: string, right: string): number {
  const [one, two] = [left, right].map((version) => SEMANTIC.exec(version) ?? invalid(version));
  if (!one || !two) return 0;
  const core = compareParts(one.slice(1, 4).map(Number), two.slice(1, 4).map(Number), () => 0);
  if (core !== 0 || one[4] === two[4]) return core;
  if (one[4] === undefined || two[4] === undefined) return one[4] === undefined ? 1 : -1;
  const parts = (pre: string): Part[] => pre.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return compareParts(parts(one[4]), parts(two[4]), (part) => (typeof part === "number" ? -1 : 1));
}
