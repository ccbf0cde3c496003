import type { ActionCall } from "../../action.ts";
import { runScript, runTool } from "../../tool.ts";

/** What the target knows of one package. */
export interface KnownPackage {
  /** Installed version. */
  readonly installed: string | undefined;
  /** Whether configuration files of a removed package are left. */
  readonly leftovers: boolean;
  /** Version apt would install; undefined when none can be. */
  readonly candidate: string | undefined;
  /** Versions that can be had, best first. */
  readonly versions: readonly string[];
  /** Packages that provide this one, when it is a virtual package. */
  readonly providers: readonly string[];
}

const ABSENT: KnownPackage = {
  installed: undefined,
  leftovers: false,
  candidate: undefined,
  versions: [],
  providers: [],
};

/** Sections by line `=NAME`: what dpkg has, what apt could install, and who provides what. */
const ASK = `
release=$1; shift
echo =dpkg; dpkg-query -W -f '\${Package}|\${Architecture}|\${db:Status-Status}|\${Version}\\n' "$@" 2>/dev/null
echo =policy; if [ -n "$release" ]; then apt-cache -o "APT::Default-Release=$release" policy "$@"; else apt-cache policy "$@"; fi 2>/dev/null
echo =virtual; apt-cache showpkg "$@" 2>/dev/null
:`;

/** What the target knows of packages, by the names asked for. */
export async function knownPackages(
  call: ActionCall,
  names: readonly string[],
  release = "",
): Promise<ReadonlyMap<string, KnownPackage>> {
  if (names.length === 0) return new Map();
  const { stdout } = await runScript(call, ASK, [release, ...names]);
  const [, dpkg = "", policy = "", virtual = ""] = stdout.split(/^=(?:dpkg|policy|virtual)\n/m);
  const installed = installedIn(dpkg);
  const offers = offersIn(policy);
  const providers = providersIn(virtual);
  return new Map(
    names.map((name) => {
      const bare = name.replace(/:.*$/, "");
      const here = installed.get(name) ?? {};
      const offer = offers.get(name) ?? offers.get(bare) ?? {};
      return [name, { ...ABSENT, ...offer, ...here, providers: providers.get(name) ?? [] }];
    }),
  );
}

/** Names of packages that fit a shell pattern. */
export async function packagesLike(call: ActionCall, pattern: string): Promise<readonly string[]> {
  const { stdout } = await runTool(call, ["apt-cache", "pkgnames"]);
  const body = pattern
    .replace(/[.+^${}()|\\]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".")
    .replaceAll("[!", "[^");
  const test = new RegExp(`^${body}$`);
  return stdout
    .split("\n")
    .filter((name) => name !== "" && test.test(name))
    .toSorted();
}

type Installed = Pick<KnownPackage, "installed" | "leftovers">;

function installedIn(text: string): ReadonlyMap<string, Installed> {
  const found = new Map<string, Installed>();
  for (const line of text.split("\n")) {
    const [name = "", architecture = "", status = "", version = ""] = line.split("|");
    const state = {
      installed: status === "installed" ? version : undefined,
      leftovers: status === "config-files" || status === "installed",
    };
    found.set(`${name}:${architecture}`, state);
    if (found.get(name)?.installed === undefined) found.set(name, state);
  }
  return found;
}

type Offer = Pick<KnownPackage, "candidate" | "versions">;

function offersIn(text: string): ReadonlyMap<string, Offer> {
  const found = new Map<string, Offer>();
  for (const block of text.split(/^(?=\S.*:$)/m)) {
    const name = /^(\S+):$/m.exec(block)?.[1];
    if (name === undefined) continue;
    const candidate = /^ {2}Candidate: (.*)$/m.exec(block)?.[1];
    const versions = [...block.matchAll(/^ (?:\*\*\*|   ) (\S+) -?\d+$/gm)].map(([, version = ""]) => version);
    found.set(name, { candidate: candidate === "(none)" ? undefined : candidate, versions });
  }
  return found;
}

/** From `showpkg`: the packages below "Reverse Provides:". */
function providersIn(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const block of text.split(/^(?=Package: )/m)) {
    const name = /^Package: (\S+)/.exec(block)?.[1];
    if (name === undefined) continue;
    const list = block.split(/^Reverse Provides:.*\n/m)[1] ?? "";
    found.set(name, [...new Set(list.split("\n").flatMap((line) => line.split(" ")[0] || []))]);
  }
  return found;
}
