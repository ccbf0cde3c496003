import { plugin, type TestTable } from "../plugin.ts";
import { stringArgument } from "../python/arguments.ts";
import { PythonFailure } from "../python/failure.ts";
import type { Item } from "../python/item.ts";
import { text } from "../python/text.ts";
import { truth } from "../python/truth.ts";
import { comparePep440 } from "./version/pep440.ts";
import { compareLoose, compareSemantic, compareStrict } from "./version/versions.ts";

type CompareVersions = (left: string, right: string) => number;

const TYPES: Readonly<Record<string, CompareVersions>> = {
  loose: compareLoose,
  strict: compareStrict,
  semver: compareSemantic,
  semantic: compareSemantic,
  pep440: comparePep440,
};

const eq = (order: number): boolean => order === 0;
const ne = (order: number): boolean => order !== 0;
const lt = (order: number): boolean => order < 0;
const le = (order: number): boolean => order <= 0;
const gt = (order: number): boolean => order > 0;
const ge = (order: number): boolean => order >= 0;
const OPERATORS: ReadonlyMap<string, (order: number) => boolean> = new Map([
  ["==", eq],
  ["=", eq],
  ["eq", eq],
  ["<", lt],
  ["lt", lt],
  ["<=", le],
  ["le", le],
  [">", gt],
  ["gt", gt],
  [">=", ge],
  ["ge", ge],
  ["!=", ne],
  ["<>", ne],
  ["ne", ne],
]);

function isVersion(
  value: Item,
  [version = null, operator = "eq", strict = null, type = null]: readonly (Item | undefined)[],
): boolean {
  if (strict !== null && type !== null)
    throw new PythonFailure("ValueError", "Cannot specify both 'strict' and 'version_type'");
  if (!truth(value)) throw new PythonFailure("ValueError", "Input version value cannot be empty");
  if (!truth(version)) throw new PythonFailure("ValueError", "Version parameter to compare against cannot be empty");
  const name = type === null ? (truth(strict) ? "strict" : "loose") : stringArgument(type, "version_type");
  const compare = TYPES[name];
  if (!compare)
    throw new PythonFailure(
      "ValueError",
      `Invalid version type (${name}). Must be one of ${Object.keys(TYPES).join(", ")}`,
    );
  const holds = OPERATORS.get(text(operator));
  if (!holds)
    throw new PythonFailure(
      "ValueError",
      `Invalid operator type (${text(operator)}). Must be one of ${[...OPERATORS.keys()].join(", ")}`,
    );
  return holds(compare(text(value), text(version)));
}

const version = plugin(["version", "operator?", "strict?", "version_type?"], isVersion);

/** The test that compares versions. */
export const versionTests: TestTable = { version, version_compare: version };
