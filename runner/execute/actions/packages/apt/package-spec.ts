import { HintedError } from "../../../../../core/errors.ts";
import type { ActionCall } from "../../action.ts";
import { runTool } from "../../tool.ts";
import { type KnownPackage, knownPackages, packagesLike } from "./known-packages.ts";

/** A package as a task names it: `name`, `name=version` (which may be a pattern) or `name>=version`. */
export interface PackageSpec {
  readonly name: string;
  readonly operator: "=" | ">=" | undefined;
  readonly version: string;
}

/** Reads names of packages, with patterns replaced by what fits them. @throws HintedError OPTION_INVALID, TASK_FAILED */
export async function readSpecs(call: ActionCall, given: readonly string[]): Promise<readonly PackageSpec[]> {
  const specs: PackageSpec[] = [];
  for (const text of given.map((item) => item.trim())) {
    if (text.split("=").length > 2) {
      throw new HintedError("OPTION_INVALID", `invalid package spec: ${text}`, { hint: "Write 'name=version'" });
    }
    const [, name = text, operator, version = ""] = /^(.*?)(>?=)(.*)$/.exec(text) ?? [];
    if (!/[*?[\]!]/.test(name)) {
      specs.push({ name, operator: operator === ">=" ? ">=" : operator === "=" ? "=" : undefined, version });
      continue;
    }
    const names = await packagesLike(call, name);
    if (names.length === 0) {
      throw new HintedError("TASK_FAILED", `No package(s) matching '${name}' available`, {
        hint: "Correct the pattern, or set 'update_cache: true'",
      });
    }
    specs.push(...names.map((found) => ({ name: found, operator: undefined, version: "" })));
  }
  return specs;
}

/** How a package stands to what is asked of it. */
export interface PackageStatus {
  readonly isInstalled: boolean;
  /** Whether what is installed is a version that was asked for. */
  readonly fits: boolean;
  /** A better version that fits, as apt-get is to be asked for it; undefined when there is none. */
  readonly offer: string | undefined;
  readonly leftovers: boolean;
}

/** How packages stand, by spec. @throws HintedError TASK_FAILED for one that is not known, unless it is to be removed */
export async function statusOf(
  call: ActionCall,
  specs: readonly PackageSpec[],
  { removal, release }: { readonly removal: boolean; readonly release: string | undefined },
): Promise<readonly (readonly [PackageSpec, PackageStatus])[]> {
  const names = [...new Set(specs.map(({ name }) => name))];
  const known = await knownPackages(call, names, release);
  const result: (readonly [PackageSpec, PackageStatus])[] = [];
  for (const spec of specs) {
    const found = known.get(spec.name);
    const isReal = found && (found.versions.length > 0 || found.installed !== undefined || found.leftovers);
    if (isReal) result.push([spec, await realStatus(call, spec, found)]);
    else if (removal) result.push([spec, NOTHING]);
    else result.push([spec, await virtualStatus(call, spec, found?.providers ?? [])]);
  }
  return result;
}

const NOTHING: PackageStatus = { isInstalled: false, fits: false, offer: undefined, leftovers: false };

async function realStatus(call: ActionCall, spec: PackageSpec, known: KnownPackage): Promise<PackageStatus> {
  const { installed, leftovers } = known;
  const best = await bestVersion(call, spec, known);
  const offer = best === undefined || best === installed ? undefined : `${spec.name}=${best}`;
  if (installed === undefined) return { isInstalled: false, fits: false, offer, leftovers };
  return { isInstalled: true, fits: await fitsVersion(call, spec, installed), offer, leftovers };
}

/** A virtual package is there when its only provider is; otherwise apt-get chooses. */
async function virtualStatus(
  call: ActionCall,
  { name }: PackageSpec,
  providers: readonly string[],
): Promise<PackageStatus> {
  if (providers.length === 0) {
    throw new HintedError("TASK_FAILED", `No package matching '${name}' is available`, {
      hint: "Correct the name, set 'update_cache: true', or add the repository it is in",
    });
  }
  const [only] = providers;
  const provider =
    providers.length === 1 && only !== undefined ? (await knownPackages(call, [only])).get(only) : undefined;
  if (provider?.installed !== undefined) return { isInstalled: true, fits: true, offer: undefined, leftovers: true };
  return { ...NOTHING, offer: name };
}

async function bestVersion(call: ActionCall, spec: PackageSpec, known: KnownPackage): Promise<string | undefined> {
  const { candidate, versions } = known;
  if (spec.operator === undefined) return candidate;
  if (candidate !== undefined && (await fitsVersion(call, spec, candidate))) return candidate;
  return spec.operator === "=" ? versions.find((version) => matchesPattern(version, spec.version)) : undefined;
}

async function fitsVersion(call: ActionCall, { operator, version }: PackageSpec, found: string): Promise<boolean> {
  if (operator === undefined) return true;
  if (operator === "=") return matchesPattern(found, version);
  return (await runTool(call, ["dpkg", "--compare-versions", found, "ge", version])).rc === 0;
}

function matchesPattern(version: string, pattern: string): boolean {
  const body = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${body}$`).test(version);
}
